import type { Steps } from '../base/steps.ts';
import { nextTurn } from './wait.ts';

/** Far below what the generator's health allows, and what a latency would show. */
const SLICE_MS = 10;

/** Does the work without keeping the event loop for long: a slice, a turn for everything else, the next slice. */
export async function inSlices<T>(work: Steps<T>): Promise<T> {
  for (;;) {
    const untilMs = performance.now() + SLICE_MS;
    do {
      const step = work.next();
      if (step.done === true) return step.value;
    } while (performance.now() < untilMs);
    await nextTurn();
  }
}

/** For a loop whose rounds are short but many: gives everything else a turn whenever a slice is over. */
export class Breath {
  #untilMs = performance.now() + SLICE_MS;

  async taken(): Promise<void> {
    if (performance.now() < this.#untilMs) return;
    await nextTurn();
    this.#untilMs = performance.now() + SLICE_MS;
  }
}
