import type { StepReport } from './segment-context.ts';

const EXAMPLES_MAX = 5;

/** Gathers what went wrong in a step: equal sentences once, with their number; the first few kinds only. */
export class Problems {
  readonly #counts = new Map<string, number>();
  #omitted = 0;

  add(sentence: string, by = 1): void {
    const known = this.#counts.get(sentence);
    if (known === undefined && this.#counts.size >= EXAMPLES_MAX) this.#omitted += by;
    else this.#counts.set(sentence, (known ?? 0) + by);
  }

  get total(): number {
    let total = this.#omitted;
    for (const count of this.#counts.values()) total += count;
    return total;
  }

  report(failed: boolean): StepReport {
    const problems = [...this.#counts].map(([sentence, count]) =>
      count === 1 ? sentence : `${sentence} (${count} times)`,
    );
    if (this.#omitted > 0) problems.push(`and ${this.#omitted} more`);
    return { failed, problems };
  }
}
