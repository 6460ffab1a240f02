import type { ExpectationResult } from './types.ts';

const EXAMPLES_MAX = 5;

interface Tally {
  readonly path: string;
  readonly text: string;
  checked: number;
  failed: number;
  readonly examples: string[];
}

/** Explicit expectations of the scenario: what the application wants beyond the protocol. */
export class ExpectationTally {
  readonly #tallies = new Map<string, Tally>();

  /** Notes one check; `actual` is only asked when it went wrong. */
  judge(path: string, text: string, right: boolean, actual: () => string): void {
    const key = `${path} ${text}`;
    let tally = this.#tallies.get(key);
    if (tally === undefined)
      this.#tallies.set(key, (tally = { path, text, checked: 0, failed: 0, examples: [] }));
    tally.checked += 1;
    if (right) return;
    tally.failed += 1;
    if (tally.examples.length < EXAMPLES_MAX) tally.examples.push(actual());
  }

  results(): ExpectationResult[] {
    return [...this.#tallies.values()].map((tally) => ({
      ...tally,
      verdict: tally.failed > 0 ? 'fail' : tally.checked > 0 ? 'pass' : 'skipped',
    }));
  }
}

/** Adds up the tallies of several segments. */
export function mergeExpectations(lists: readonly (readonly ExpectationResult[])[]): ExpectationResult[] {
  const merged = new Map<string, ExpectationResult>();
  for (const result of lists.flat()) {
    const key = `${result.path} ${result.text}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? result : addResults(known, result));
  }
  return [...merged.values()];
}

function addResults(a: ExpectationResult, b: ExpectationResult): ExpectationResult {
  const failed = a.failed + b.failed;
  return {
    ...a,
    checked: a.checked + b.checked,
    failed,
    verdict: failed > 0 ? 'fail' : a.verdict === 'skipped' ? b.verdict : a.verdict,
    examples: [...a.examples, ...b.examples].slice(0, EXAMPLES_MAX),
  };
}
