import type { Clock } from '../base/clock.ts';
import { Breath } from './slices.ts';
import { delay } from './wait.ts';

export interface PoolOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Operations under way at once. */
  readonly concurrency: number;
  /** Starts a second; absent: as fast as `concurrency` allows. */
  readonly ratePerSecond?: number | undefined;
}

/**
 * Runs `operate` once for each item: open model where there is a rate (item i starts at i / rate, whatever the ones before
 * do), but never more than `concurrency` at once. Ends when all have ended or, after an abort, those that had begun.
 */
export async function forEachPaced<T>(
  items: readonly T[],
  options: PoolOptions,
  operate: (item: T) => Promise<void>,
): Promise<void> {
  const slots = new Slots(options.concurrency);
  const breath = new Breath();
  const startedUs = options.clock.nowUs();
  for (const [i, item] of items.entries()) {
    await untilDue(startedUs, i, options);
    await slots.take();
    // Thousands of sockets closed in one go would keep everything else waiting.
    await breath.taken();
    if (options.signal.aborted) {
      slots.give();
      break;
    }
    void slots.hold(operate(item));
  }
  await slots.allFree();
  if (slots.error !== undefined) throw slots.error;
}

async function untilDue(startedUs: number, i: number, options: PoolOptions): Promise<void> {
  if (options.ratePerSecond === undefined) return;
  const dueUs = startedUs + (i / options.ratePerSecond) * 1_000_000;
  const earlyMs = (dueUs - options.clock.nowUs()) / 1000;
  if (earlyMs >= 1) await delay(earlyMs, options.signal);
}

/** A counting semaphore that remembers the first error of what it held. */
class Slots {
  error: Error | undefined;
  readonly #size: number;
  #free: number;
  #waiter: (() => void) | undefined;
  #onAllFree: (() => void) | undefined;

  constructor(size: number) {
    this.#size = size;
    this.#free = size;
  }

  async take(): Promise<void> {
    if (this.#free === 0) {
      await new Promise<void>((resolve) => {
        this.#waiter = resolve;
      });
    }
    this.#free -= 1;
  }

  give(): void {
    this.#free += 1;
    this.#waiter?.();
    this.#waiter = undefined;
    if (this.#free === this.#size) this.#onAllFree?.();
  }

  async hold(operation: Promise<void>): Promise<void> {
    try {
      await operation;
    } catch (error) {
      this.error ??= error instanceof Error ? error : new Error(String(error));
    } finally {
      this.give();
    }
  }

  async allFree(): Promise<void> {
    if (this.#free === this.#size) return;
    await new Promise<void>((resolve) => {
      this.#onAllFree = resolve;
    });
  }
}
