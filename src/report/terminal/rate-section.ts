import { formatDurationUs } from '../../base/units.ts';
import type { RunResult } from '../../results/model.ts';
import { formatAmount, formatRate, formatShare } from '../format.ts';
import type { SectionContext } from './context.ts';
import { columns, indent } from './layout.ts';

/** Intended against achieved, all clients together. */
export function rateSection(run: RunResult, { paint }: SectionContext): string[] {
  const { rates, steadyUs } = run.metrics;
  if (rates === undefined) return [];
  const share = rates.publishIntended > 0 ? formatShare(rates.publishSent / rates.publishIntended) : '';
  const intended = rates.publishIntended > 0 ? formatRate(rates.publishIntended) : 'as fast as possible';
  const rows = [
    ['', 'intended', 'achieved', ''].map((head) => paint.dim(head)),
    ['published', intended, formatRate(rates.publishSent), share],
    ['acknowledged', '', formatRate(rates.publishAcknowledged), ''],
    ['received', '', formatRate(rates.received), ''],
  ];
  return [
    paint.heading('Rates'),
    ...indent(columns(rows, ['left', 'right', 'right', 'right'])),
    ...indent([
      paint.dim(`all clients together, over ${formatDurationUs(steadyUs)} in which messages were due`),
    ]),
    ...shortfalls(run),
  ];
}

function shortfalls(run: RunResult): string[] {
  const { counters } = run.metrics;
  const parts = (['publish.late', 'publish.dropped', 'publish.failed'] as const)
    .filter((name) => counters[name] > 0)
    .map((name) => `${formatAmount(counters[name], 'messages')} ${name.slice('publish.'.length)}`);
  return parts.length === 0 ? [] : [`  ${parts.join(', ')}`];
}
