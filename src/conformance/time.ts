import { monotonicClock, type Clock } from '../base/clock.ts';

/** Clock and timers in one: the suite never asks the host itself, so that a test can let hours pass in a moment. */
export interface Time extends Clock {
  /** Calls later; the result takes the call back and is harmless once it has run. */
  after(delayMs: number, callback: () => void): () => void;
}

/** The host's time. */
export function hostTime(): Time {
  const clock = monotonicClock();
  return {
    nowUs: () => clock.nowUs(),
    after: (delayMs, callback) => {
      const timeout = setTimeout(callback, delayMs);
      return () => clearTimeout(timeout);
    },
  };
}
