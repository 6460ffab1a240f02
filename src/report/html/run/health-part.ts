import { formatHealth } from '../../format.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { badge } from '../marks.ts';
import { dataTable } from '../table.ts';
import type { Column } from '../table.ts';
import type { RunContext } from './context.ts';

const COLUMNS: readonly Column[] = [
  { head: 'of the generator', kind: 'text' },
  { head: 'verdict', kind: 'short' },
  { head: 'measured', kind: 'number' },
  { head: 'limit', kind: 'number' },
  { head: 'advice', kind: 'text' },
];

/** Whether the numbers are the target's, or the generator's own limit. What was exceeded comes first. */
export function healthPart({ run: { health } }: RunContext): Html | undefined {
  if (health.items.length === 0) return undefined;
  const sorted = [...health.items].sort((a, b) => Number(b.exceeded) - Number(a.exceeded));
  const rows = sorted.map(({ name, value, limit, unit, exceeded, advice }) => ({
    cells: [
      name,
      exceeded ? badge('inconclusive', 'exceeded') : badge('pass', 'within'),
      html`<strong>${formatHealth(value, unit)}</strong>`,
      formatHealth(limit, unit),
      advice ?? '',
    ],
    ...(exceeded && { tone: 'doubtful' }),
  }));
  return html`${dataTable({ caption: 'Health of the load generator', columns: COLUMNS, rows })}
    <p class="note">
      Beyond a limit, latencies and rates are the generator's as much as the target's, and no threshold on
      them is held against the target.
    </p>`;
}
