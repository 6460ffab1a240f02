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
  /** Ends all connections, stops listening, and settles when the ports are free. */
  close(): Promise<void>;
}

/** Starts a broker with all its listeners; when one fails, none stays. */
export async function startBroker(options: StartOptions): Promise<RunningBroker> {
  const broker = new Broker(options);
  const listeners: Listener[] = [];
  const close = async (): Promise<void> => {
    broker.close();
    await Promise.all(listeners.map(closeGently));
  };
  try {
    for (const address of options.listeners) {
      listeners.push(await listen(address, (transport) => broker.accept(transport)));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { urls: listeners.map(({ url }) => url), broker, close };
}

const GOODBYE_MS = 500;

/** Gives connections a moment to take their DISCONNECT before they are reset. */
async function closeGently(listener: Listener): Promise<void> {
  const cancel = hostTimers().schedule(GOODBYE_MS, () => void listener.close());
  await listener.close({ waitForConnections: true });
  cancel();
}
