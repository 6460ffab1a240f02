import type { ExpectationResult, RunResult, ThresholdResult } from '../../../results/model.ts';
import { formatCount, formatMetric } from '../../format.ts';
import { html, join } from '../html.ts';
import type { Html } from '../html.ts';
import { badge, toneOf } from '../marks.ts';
import { dataTable } from '../table.ts';
import type { Column, Row } from '../table.ts';
import { heading } from './context.ts';
import type { RunContext } from './context.ts';

/** What was asked for beyond the protocol, with what was measured. */
export function thresholdPart(context: RunContext): Html | undefined {
  const { thresholds, expectations } = context.run;
  if (thresholds.length + expectations.length === 0) return undefined;
  return join([
    ...(thresholds.length > 0 ? [thresholdTable(thresholds)] : []),
    ...(expectations.length > 0
      ? [...(thresholds.length > 0 ? [heading(context, 'Expectations')] : []), expectationTable(expectations)]
      : []),
  ]);
}

const THRESHOLD_COLUMNS: readonly Column[] = [
  { head: 'threshold', kind: 'code' },
  { head: 'verdict', kind: 'short' },
  { head: 'measured', kind: 'number' },
  { head: 'bound', kind: 'number' },
  { head: '', kind: 'text' },
];

function thresholdTable(thresholds: RunResult['thresholds']): Html {
  const rows = thresholds.map((one) => ({
    cells: [
      one.text,
      badge(one.verdict),
      html`<strong>${valueOf(one.measured, one)}</strong>`,
      valueOf(one.bound, one),
      one.explanation ?? '',
    ],
    ...toneOfRow(one.verdict),
  }));
  return dataTable({ caption: 'Thresholds', columns: THRESHOLD_COLUMNS, rows });
}

function valueOf(value: number | undefined, { unit }: ThresholdResult): string {
  return value === undefined ? '–' : formatMetric(value, unit);
}

const EXPECTATION_COLUMNS: readonly Column[] = [
  { head: 'expectation', kind: 'text' },
  { head: 'verdict', kind: 'short' },
  { head: 'held', kind: 'number' },
  { head: 'where', kind: 'code' },
];

function expectationTable(expectations: readonly ExpectationResult[]): Html {
  const rows = expectations.map((one) => ({
    cells: [
      html`${one.text}${one.examples.map((example) => html`<br /><span class="muted">${example}</span>`)}`,
      badge(one.verdict),
      one.checked === 0
        ? 'not checked'
        : `${formatCount(one.checked - one.failed)} of ${formatCount(one.checked)}`,
      one.path,
    ],
    ...toneOfRow(one.verdict),
  }));
  return dataTable({ caption: 'Expectations', columns: EXPECTATION_COLUMNS, rows });
}

export function toneOfRow(verdict: string): Pick<Row, 'tone'> {
  const tone = toneOf(verdict);
  if (tone === 'fail') return { tone: 'bad' };
  return tone === 'doubt' ? { tone: 'doubtful' } : {};
}
