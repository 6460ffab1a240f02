import { createHistogram, performance } from 'node:perf_hooks';

/** Each look wakes the thread: twenty a second see every delay that matters, and cost an idle generator nothing. */
const RESOLUTION_MS = 50;

/**
 * How late the event loop comes to a timer, while it is watched. The monitor that Node.js has takes the time in which it was
 * off for one long delay once it is on again.
 */
export class LoopDelay {
  readonly #lateUs = createHistogram();
  #lastMs = 0;
  #timer: NodeJS.Timeout | undefined;

  start(): void {
    if (this.#timer !== undefined) return;
    this.#lastMs = performance.now();
    this.#timer = setInterval(() => this.#tick(), RESOLUTION_MS);
    this.#timer.unref();
  }

  /** A delay that has begun by now counts with what it has lasted. */
  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (performance.now() - this.#lastMs > RESOLUTION_MS) this.#tick();
  }

  get p99Us(): number {
    return this.#lateUs.count === 0 ? 0 : this.#lateUs.percentile(99);
  }

  get maxUs(): number {
    return this.#lateUs.count === 0 ? 0 : this.#lateUs.max;
  }

  #tick(): void {
    const nowMs = performance.now();
    const lateMs = nowMs - this.#lastMs - RESOLUTION_MS;
    this.#lastMs = nowMs;
    this.#lateUs.record(Math.max(1, Math.round(lateMs * 1000)));
  }
}
