/**
 * Time as the whole tool sees it: microseconds of one monotonic clock, shared by all threads of a host.
 * Never a wall clock, so no step of NTP can bend a latency.
 */
export interface Clock {
  /** Microseconds since an arbitrary origin; fractions are real. */
  nowUs(): number;
}

/** Two readings of one moment, so near to each other, are good enough: a packet over loopback takes longer. */
const NEAR_US = 3;
const READINGS_MAX = 1000;

let ownOriginUs: number | undefined;

/**
 * The host's monotonic clock. Its origin is the same in every thread, unlike `performance.now()`, and every instance of one
 * thread tells the same time.
 */
export function monotonicClock(): Clock {
  ownOriginUs ??= measureOrigin(hostUs, threadUs);
  const originUs = ownOriginUs;
  return { nowUs: () => originUs + threadUs() };
}

/**
 * When a thread's own clock began, on the host's. A thread that loses its core between two readings would be tens of
 * milliseconds off for good, and effects would seem to come before their causes: so the thread's clock is read between two
 * looks at the host's, until these are near to each other, and the nearest count.
 */
export function measureOrigin(host: () => number, thread: () => number): number {
  let originUs = 0;
  let nearestUs = Infinity;
  for (let i = 0; i < READINGS_MAX && nearestUs > NEAR_US; i += 1) {
    const before = host();
    const inThread = thread();
    const apartUs = host() - before;
    if (apartUs >= nearestUs) continue;
    nearestUs = apartUs;
    originUs = before + apartUs / 2 - inThread;
  }
  return originUs;
}

function hostUs(): number {
  return Number(process.hrtime.bigint()) / 1000;
}

function threadUs(): number {
  return performance.now() * 1000;
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
