/**
 * Time as the whole tool sees it: microseconds of one monotonic clock, shared by all threads of a host.
 * Never a wall clock, so no step of NTP can bend a latency.
 */
export interface Clock {
  /** Microseconds since an arbitrary origin; fractions are real. */
  nowUs(): number;
}

/** The host's monotonic clock. Its origin is the same in every thread, unlike `performance.now()`. */
export function monotonicClock(): Clock {
  const originUs = Number(process.hrtime.bigint() / 1000n) - performance.now() * 1000;
  return { nowUs: () => originUs + performance.now() * 1000 };
}

/** A clock that only moves when told to: for tests. */
export class ManualClock implements Clock {
  #nowUs: number;

  constructor(startUs = 0) {
    this.#nowUs = startUs;
  }

  nowUs(): number {
    return this.#nowUs;
  }

  advanceUs(deltaUs: number): void {
    this.#nowUs += deltaUs;
  }
}
