/** A broker in memory that may die of a packet, with all its connections, and be started again empty. */
import type { Broker } from '../../src/broker/broker.ts';
import type { Dial } from '../../src/conformance/context.ts';
import type { Time } from '../../src/conformance/time.ts';
import { memoryPair, type MemoryPairOptions } from '../../src/transport/memory-pair.ts';
import type { Transport, TransportHandler } from '../../src/transport/transport.ts';

export interface Death {
  /** Packet type of which it dies. */
  readonly of: number;
  /** How long it is away. */
  readonly forMs: number;
  /** How often it dies; always where absent. */
  readonly times?: number;
  /** A hook starts it again. */
  readonly isStartedByHook?: true;
}

export interface MortalOptions {
  readonly newBroker: () => Broker;
  readonly time: Time;
  readonly pair: MemoryPairOptions | undefined;
  readonly death: Death | undefined;
}

export function mortalDial({ newBroker, time, pair, death }: MortalOptions): {
  dial: Dial;
  restart: () => void;
} {
  const ends = new Set<Transport>();
  let broker = newBroker();
  let backUs = 0;
  let deaths = 0;
  const die = ({ forMs }: Death): void => {
    deaths += 1;
    backUs = time.nowUs() + forMs * 1000;
    for (const end of ends) end.reset();
    ends.clear();
    broker = newBroker();
  };
  const isDeadly = (bytes: Uint8Array): boolean =>
    death !== undefined && deaths < (death.times ?? Infinity) && (bytes[0] ?? 0) >> 4 === death.of;
  const restart = (): void => {
    backUs = time.nowUs();
  };
  const dial: Dial = (handler) => {
    const [near, far] = memoryPair(pair);
    near.attach(handler);
    if (time.nowUs() < backUs) {
      far.reset();
      return near;
    }
    ends.add(far);
    const server = broker.accept(far);
    const onBytes = (bytes: Uint8Array): void => {
      if (death !== undefined && isDeadly(bytes)) die(death);
      else server.onBytes(bytes);
    };
    far.attach(listening(server, onBytes));
    return near;
  };
  return { dial, restart };
}

function listening(server: TransportHandler, onBytes: (bytes: Uint8Array) => void): TransportHandler {
  return {
    onOpen: () => server.onOpen(),
    onBytes,
    onDrain: () => server.onDrain(),
    onEnd: () => server.onEnd(),
    onClose: (cause) => server.onClose(cause),
  };
}
