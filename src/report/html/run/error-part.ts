import { formatCount, formatShare } from '../../format.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { dataTable } from '../table.ts';
import type { Column } from '../table.ts';
import type { RunContext } from './context.ts';

const REASONS_MAX = 500;

const COLUMNS: readonly Column[] = [
  { head: 'reason', kind: 'text' },
  { head: 'times', kind: 'number' },
  { head: 'share', kind: 'text' },
];

/** Reason Codes and errors by name, the most frequent first. */
export function errorPart({ run }: RunContext): Html | undefined {
  const reasons = Object.entries(run.metrics.reasons).sort(([, a], [, b]) => b - a);
  const all = reasons.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0) return undefined;
  const rows = reasons.slice(0, REASONS_MAX).map(([name, count]) => ({
    cells: [
      name,
      formatCount(count),
      html`<span class="bar" style="width:${((count / all) * 6).toFixed(2)}rem"></span>
        ${formatShare(count / all)}`,
    ],
  }));
  const more = reasons.length - rows.length;
  return html`${dataTable({ caption: 'Reasons and errors', columns: COLUMNS, rows })}${more > 0 && html`<p class="note">${formatCount(more)} more names are in results.json.</p>`}`;
}
