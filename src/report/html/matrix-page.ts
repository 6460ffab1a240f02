import type { Matrix, MatrixCell, MatrixVersion } from '../../results/matrix.ts';
import { LEGEND, markOf } from '../matrix/marks.ts';
import { html, join } from './html.ts';
import type { Html } from './html.ts';
import { toneOf } from './marks.ts';
import { renderPage } from './page.ts';
import type { PageSection } from './page.ts';
import { dataTable } from './table.ts';
import type { Column } from './table.ts';

/** `report.html` of a matrix: brokers × statements, a table for each version. */
export function renderMatrixHtml(matrix: Matrix): string {
  const { versions, startedAt, tool } = matrix;
  const names = [...new Set(versions.flatMap(({ columns }) => columns.map(({ name }) => name)))];
  return renderPage({
    title: 'MQTT conformance: brokers and statements',
    kind: 'MQTT conformance',
    name: names.join(', '),
    verdict: 'matrix',
    lead: LEGEND,
    reasons: [],
    facts: [
      { label: 'brokers', value: String(names.length) },
      { label: 'put together', value: startedAt },
    ],
    sections: [
      { id: 'brokers', title: 'Brokers', body: brokerTable(matrix) },
      ...versions.map((version): PageSection => ({
        id: `mqtt-${version.version.replaceAll('.', '-')}`,
        title: `MQTT ${version.version}`,
        body: sheet(version),
      })),
    ],
    toolVersion: tool.version,
  });
}

const BROKER_COLUMNS: readonly Column[] = [
  { head: 'broker', kind: 'text' },
  { head: 'target', kind: 'code' },
  { head: 'MQTT', kind: 'short' },
  ...['pass', 'known', 'new', 'warn', 'inconclusive'].map((head): Column => ({ head, kind: 'number' })),
  { head: '', kind: 'text' },
];

function brokerTable({ versions }: Matrix): Html {
  const rows = versions.flatMap(({ version, columns }) =>
    columns.map(({ name, target, counts, unsupported, problems }) => ({
      cells: [
        name,
        target,
        version,
        ...[
          counts.pass,
          counts['expected-failure'],
          counts.fail + counts['unexpected-pass'],
          counts.warn,
          counts.inconclusive,
        ].map(String),
        unsupported === undefined ? problems.join('; ') : `not run: ${unsupported}`,
      ],
    })),
  );
  return dataTable({ caption: 'Brokers', columns: BROKER_COLUMNS, rows });
}

function sheet({ version, columns, rows }: MatrixVersion): Html {
  const heads: Column[] = [
    { head: 'statement', kind: 'short' },
    { head: 'level', kind: 'short' },
    ...columns.map(({ name }): Column => ({ head: name, kind: 'short' })),
    { head: 'what it says', kind: 'text' },
  ];
  return dataTable({
    caption: `Statements of MQTT ${version}`,
    columns: heads,
    rows: rows.map(({ statement, level, cells, summary }) => ({
      cells: [statement, level, ...cells.map(mark), summary],
    })),
  });
}

/** Sign and colour; the word for those who see neither. */
function mark(cell: MatrixCell): Html {
  if (cell === 'absent') return join([]);
  return html`<span class="mark ${toneOf(cell)}" title="${cell}" aria-label="${cell}">${markOf(cell)}</span>`;
}
