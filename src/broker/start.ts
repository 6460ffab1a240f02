import { present } from '../base/assert.ts';
import { listen, type ListenAddress, type Listener } from '../transport/listen.ts';
import { Broker } from './broker.ts';
import type { BrokerOptions } from './options.ts';
import { hostTimers } from './timers.ts';

export interface StartOptions extends BrokerOptions {
  readonly listeners: readonly ListenAddress[];
}

export interface RunningBroker {
  /** Where it listens, in the order of the listeners. */
  readonly urls: readonly string[];
  readonly broker: Broker;
  /**
   * Ends all connections and stops listening, then listens again at the same addresses: as a broker does that is restarted
   * and keeps its sessions, messages and subscriptions.
   */
  restart(): Promise<void>;
  /** Ends all connections, stops listening, and settles when the ports are free. */
  close(): Promise<void>;
}

/** Starts a broker with all its listeners; when one fails, none stays. */
export async function startBroker(options: StartOptions): Promise<RunningBroker> {
  const broker = new Broker(options);
  let listeners: Listener[] = [];
  const open = async (address: ListenAddress): Promise<void> => {
    listeners.push(await listen(address, (transport) => broker.accept(transport)));
  };
  const close = async (): Promise<void> => {
    broker.close();
    await Promise.all(listeners.map(closeGently));
  };
  try {
    for (const address of options.listeners) await open(address);
  } catch (error) {
    await close();
    throw error;
  }
  const restart = async (): Promise<void> => {
    const bound = listeners.map(({ address }, at) => boundTo(options.listeners[at], address));
    broker.disconnectAll();
    await Promise.all(listeners.map(closeGently));
    listeners = [];
    for (const address of bound) await open(address);
  };
  return { urls: listeners.map(({ url }) => url), broker, restart, close };
}

/** The same address with the port that the system chose. */
function boundTo(given: ListenAddress | undefined, bound: Listener['address']): ListenAddress {
  if (given === undefined || !('port' in given) || !('port' in bound)) return present(given, 'an address');
  return { ...given, port: bound.port };
}

const GOODBYE_MS = 500;

/** Gives connections a moment to take their DISCONNECT before they are reset. */
async function closeGently(listener: Listener): Promise<void> {
  const cancel = hostTimers().schedule(GOODBYE_MS, () => void listener.close());
  await listener.close({ waitForConnections: true });
  cancel();
}
