/** A connection whose every event, either way, is late by chance; order is kept, as TCP keeps it. */
import type { Random } from '../../src/base/random.ts';
import type { Dial } from '../../src/conformance/context.ts';
import type { Time } from '../../src/conformance/time.ts';
import type { Transport, TransportHandler } from '../../src/transport/transport.ts';

export interface Jitter {
  readonly maxMs: number;
  readonly random: Random;
}

/** A `Dial` over a network with `jitter`. */
export function jittery(dial: Dial, after: Time['after'], nowUs: () => number, jitter: Jitter): Dial {
  const delayLine = (): ((event: () => void) => void) => {
    let lastUs = 0;
    return (event) => {
      const delayUs = jitter.random.below(jitter.maxMs * 1_000);
      lastUs = Math.max(lastUs, nowUs() + delayUs);
      after((lastUs - nowUs()) / 1_000, event);
    };
  };
  return (handler) => {
    const [up, down] = [delayLine(), delayLine()];
    const lower = dial(lateHandler(handler, up));
    return lateTransport(lower, down);
  };
}

function lateHandler(handler: TransportHandler, later: (event: () => void) => void): TransportHandler {
  return {
    onOpen: () => later(() => handler.onOpen()),
    onBytes: (bytes) => {
      const copy = Uint8Array.from(bytes);
      later(() => handler.onBytes(copy));
    },
    onDrain: () => later(() => handler.onDrain()),
    onEnd: () => later(() => handler.onEnd()),
    onClose: (cause) => later(() => handler.onClose(cause)),
  };
}

function lateTransport(lower: Transport, later: (event: () => void) => void): Transport {
  return {
    write: (bytes) => {
      later(() => lower.write(bytes));
      return true;
    },
    get bufferedBytes() {
      return lower.bufferedBytes;
    },
    close: () => later(() => lower.close()),
    endWriting: () => later(() => lower.endWriting()),
    reset: () => later(() => lower.reset()),
    pause: () => lower.pause(),
    resume: () => lower.resume(),
    description: 'a network with jitter',
  };
}
