/** Something that must have happened by a certain time. */
export interface Expirable {
  /** Called when the time is over. Returns how many more milliseconds to wait, or 0 to be forgotten. */
  expire(): number;
}

const TICK_MS = 25;

/**
 * Coarse deadlines for many transports with one timer: a timer for each of ten thousand connecting sockets would
 * cost more than the sockets. Nothing expires early; it may expire up to one tick late.
 * The timer runs only while something waits, and never keeps the process alive.
 */
export class Deadlines {
  readonly #dueMs = new Map<Expirable, number>();
  #timer: NodeJS.Timeout | undefined;

  /** Sets, or moves, the deadline of `entry`. */
  set(entry: Expirable, delayMs: number): void {
    this.#dueMs.set(entry, performance.now() + delayMs);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
  }

  delete(entry: Expirable): void {
    if (this.#dueMs.delete(entry) && this.#dueMs.size === 0) this.#stop();
  }

  get size(): number {
    return this.#dueMs.size;
  }

  #tick(): void {
    const nowMs = performance.now();
    for (const [entry, dueMs] of this.#dueMs) {
      if (dueMs <= nowMs) this.#expire(entry, nowMs);
    }
  }

  #expire(entry: Expirable, nowMs: number): void {
    const delayMs = entry.expire();
    if (delayMs > 0) this.#dueMs.set(entry, nowMs + delayMs);
    else this.delete(entry);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** The deadlines of all transports of this thread. */
export const transportDeadlines = new Deadlines();
