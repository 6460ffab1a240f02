import type { MatrixCell } from '../../results/matrix.ts';

const MARKS: Readonly<Record<MatrixCell, string>> = {
  'unexpected-pass': 'U',
  fail: '✗',
  'expected-failure': '✗',
  inconclusive: '?',
  warn: '!',
  pass: '✓',
  vacuous: '–',
  skipped: '–',
  absent: '',
};

/** One character for a cell. */
export function markOf(cell: MatrixCell): string {
  return MARKS[cell];
}

/** What the marks say. */
export const LEGEND =
  'A statement is as good as its worst case: ✓ kept · ✗ a MUST is broken · ! a SHOULD is broken · ? could not be judged · – the broker lawfully lacks what it is about, or nothing came that it speaks of · U a failure that the profile expects is not there · empty: not asked.';
