import type { ExpectationResult, RunResult, ThresholdResult } from '../../results/model.ts';
import { formatCount, formatMetric } from '../format.ts';
import type { SectionContext } from './context.ts';
import { columns, indent, wrap } from './layout.ts';
import { sign } from './paint.ts';

/** What the user asked for beyond the protocol: thresholds with what was measured, then expectations. */
export function thresholdSection(run: RunResult, context: SectionContext): string[] {
  const { thresholds, expectations } = run;
  const rows = thresholds.map((one) => thresholdRow(one, context));
  return [
    ...(rows.length > 0
      ? [context.paint.heading('Thresholds'), ...indent(columns(rows, ['left', 'left', 'right', 'left']))]
      : []),
    ...(rows.length > 0 && expectations.length > 0 ? [''] : []),
    ...(expectations.length > 0 ? [context.paint.heading('Expectations')] : []),
    ...expectations.flatMap((one) => expectationLines(one, context)),
  ];
}

function thresholdRow(one: ThresholdResult, { paint }: SectionContext): string[] {
  const { measured, bound, unit, explanation } = one;
  const value = measured === undefined ? '–' : formatMetric(measured, unit);
  const isRelative = bound !== undefined && one.text.includes('*');
  const notes = [
    ...(isRelative ? [`bound ${formatMetric(bound, unit)}`] : []),
    ...(explanation === undefined ? [] : [explanation]),
  ];
  return [sign(one.verdict, paint), one.text, paint.strong(value), paint.dim(notes.join(', '))];
}

function expectationLines(one: ExpectationResult, context: SectionContext): string[] {
  const { paint, width } = context;
  const checked =
    one.checked === 0
      ? 'not checked'
      : `${formatCount(one.checked - one.failed)} of ${formatCount(one.checked)}`;
  return [
    `  ${sign(one.verdict, paint)}  ${one.text}  ${paint.strong(checked)}  ${paint.dim(one.path)}`,
    ...one.examples.flatMap((example) => indent(wrap(example, width - 7, 2), 7)),
  ];
}
