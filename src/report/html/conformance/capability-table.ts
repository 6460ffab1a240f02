import type { CapabilityReport, ConformanceReport } from '../../../results/conformance.ts';
import { capabilityValue, foundWords } from '../../conformance/capability-words.ts';
import { html, join } from '../html.ts';
import type { Html } from '../html.ts';
import { badge } from '../marks.ts';
import { dataTable } from '../table.ts';
import type { Column } from '../table.ts';

const COLUMNS: readonly Column[] = [
  { head: 'capability', kind: 'text' },
  { head: 'declared', kind: 'text' },
  { head: 'announced', kind: 'text' },
  { head: 'found', kind: 'text' },
  { head: '', kind: 'text' },
];

/** What the target says of itself, and what trying found. */
export function capabilityTables({ versions }: ConformanceReport): Html | undefined {
  const known = versions.filter(({ capabilities = [] }) => capabilities.length > 0);
  if (known.length === 0) return undefined;
  return join(
    known.map(({ version, capabilities = [] }) => {
      const table = dataTable({
        caption: `Capabilities, MQTT ${version}`,
        columns: COLUMNS,
        rows: capabilities.map(rowOf),
      });
      return html`<h3>MQTT ${version}</h3>
        ${table}`;
    }),
  );
}

function rowOf(one: CapabilityReport): { cells: (Html | string)[]; tone?: string } {
  const { title, unit, declared, announced, contradictions } = one;
  const said = (value: number | boolean | undefined): string =>
    value === undefined ? '–' : capabilityValue(value, unit);
  const clashes = contradictions.map((clash) => html`<p>${badge('warn', 'contradiction')} ${clash}</p>`);
  return {
    cells: [title, said(declared), said(announced), foundWords(one), join(clashes)],
    ...(contradictions.length > 0 && { tone: 'doubtful' }),
  };
}
