import type { ConformanceReport } from '../../results/conformance.ts';
import { renderCsv } from '../csv.ts';
import { printable } from '../printable.ts';

const HEAD = [
  'version',
  'id',
  'statement',
  'section',
  'level',
  'verdict',
  'title',
  'expected',
  'actual',
  'reason',
  'duration_ms',
  'replay',
] as const;

/** `cases.csv`: a row for each case. */
export function renderConformanceCsv({ versions }: ConformanceReport): string {
  const cases = versions.flatMap((version) => version.cases);
  return renderCsv(
    HEAD,
    cases.map((one) => [
      ...[one.version, one.id, one.statement, one.section, one.level, one.verdict].map(printable),
      ...[one.title, one.expected ?? '', one.actual ?? '', one.reason ?? ''].map(printable),
      one.durationMs,
      printable(one.replay),
    ]),
  );
}
