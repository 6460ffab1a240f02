import type { ExpectationResult, RunResult, SemanticsRow, ThresholdResult } from '../../results/model.ts';
import { formatCount, formatMetric } from '../format.ts';
import { code, prose } from './escape.ts';
import { table } from './table.ts';
import { icon } from './verdict.ts';

export function thresholdLines({ thresholds }: RunResult): string[] {
  const rows = thresholds.map((one) => [
    icon(one.verdict),
    code(one.text),
    one.measured === undefined ? '–' : formatMetric(one.measured, one.unit),
    noteOf(one),
  ]);
  return table(['', 'threshold', 'measured', ''], rows, {
    aligns: ['left', 'left', 'right', 'left'],
    more: 'thresholds',
  });
}

function noteOf({ text, bound, unit, explanation }: ThresholdResult): string {
  const isRelative = bound !== undefined && text.includes('*');
  return [
    ...(isRelative ? [`bound ${formatMetric(bound, unit)}`] : []),
    ...(explanation === undefined ? [] : [prose(explanation)]),
  ].join(', ');
}

export function expectationLines({ expectations }: RunResult): string[] {
  const rows = expectations.map((one) => [
    icon(one.verdict),
    prose(one.text),
    one.checked === 0 ? 'not checked' : `${one.checked - one.failed} of ${one.checked}`,
    exampleOf(one),
  ]);
  return table(['', 'expectation', 'held', 'example'], rows, {
    aligns: ['left', 'left', 'right', 'left'],
    more: 'expectations',
  });
}

function exampleOf({ examples: [first] }: ExpectationResult): string {
  return first === undefined ? '' : prose(first);
}

const COUNTS = [
  'published',
  'acknowledged',
  'owed',
  'delivered',
  'lost',
  'duplicated',
  'reordered',
  'unexpected',
  'unjudged',
] as const satisfies readonly (keyof SemanticsRow)[];

/** What happened to the messages, by the QoS they were published with. */
export function semanticsLines({ check: { semantics } }: RunResult): string[] {
  const rows = semantics.map((row) => [`QoS ${row.qos}`, ...COUNTS.map((key) => formatCount(row[key]))]);
  return table(['', ...COUNTS], rows, { aligns: ['left', ...COUNTS.map(() => 'right' as const)] });
}
