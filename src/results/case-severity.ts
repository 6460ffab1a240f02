import type { CaseVerdict } from './conformance.ts';

/** From the worst down: a statement is as good as its worst case, and a case as its worst run. */
const SEVERITY: readonly CaseVerdict[] = [
  'unexpected-pass',
  'fail',
  'expected-failure',
  'inconclusive',
  'warn',
  'pass',
  'vacuous',
  'skipped',
];

/** Undefined for no verdicts. */
export function worstCaseVerdict(verdicts: Iterable<CaseVerdict>): CaseVerdict | undefined {
  const found = new Set(verdicts);
  return SEVERITY.find((verdict) => found.has(verdict));
}
