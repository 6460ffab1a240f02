/** The lattice of verdicts: worst wins, fail > inconclusive > pass > skipped. */
import type { Verdict } from './types.ts';

const SEVERITY: Readonly<Record<Verdict, number>> = { skipped: 0, pass: 1, inconclusive: 2, fail: 3 };

/** The worst of them; `skipped` for none at all. */
export function worst(verdicts: Iterable<Verdict>): Verdict {
  let result: Verdict = 'skipped';
  for (const verdict of verdicts) if (SEVERITY[verdict] > SEVERITY[result]) result = verdict;
  return result;
}
