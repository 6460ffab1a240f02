import type { AccessRow } from '../../../results/model.ts';
import { formatAmount } from '../../format.ts';
import { html, join, NOTHING } from '../html.ts';
import type { Html } from '../html.ts';
import { badge, signOf, toneOf } from '../marks.ts';
import { dataTable } from '../table.ts';
import type { Column } from '../table.ts';
import { heading } from './context.ts';
import type { RunContext } from './context.ts';

/** Lines of the list behind the matrix. */
const ROWS_MAX = 5_000;

const RELATIONS: Readonly<Record<AccessRow['relation'], string>> = {
  own: 'its own',
  'same-group': 'of its group',
  'other-group': 'of others',
  nobody: 'of nobody',
};

/** Who may and must not do what, and on which ways it was tried: one line for all ways, one column for each way. */
export function accessPart(context: RunContext): Html | undefined {
  const { access } = context.run.check;
  if (access === undefined) return undefined;
  const { rows, sampling } = access;
  return join([
    matrix(rows),
    html`<p class="note">
      ✓ the policy held · ✗ it did not · ? nothing is proved, because the positive control failed · – not
      tried. An empty place means that this way does not lead there.
    </p>`,
    sampling.length > 0 ? html`<p class="note">Tried: ${sampling.join('; ')}.</p>` : NOTHING,
    html`${heading(context, 'Every way that was tried')}
      <details class="plain unfold">
        <summary>${formatAmount(rows.length, 'lines')}, with answers, leaks and controls</summary>
        ${details(rows)}
      </details>`,
  ]);
}

function matrix(rows: readonly AccessRow[]): Html {
  const paths = [...new Set(rows.map(({ path }) => path))];
  const lines = new Map<string, Map<string, AccessRow[]>>();
  for (const row of rows) {
    const key = JSON.stringify([row.principal, row.policy, row.action, row.topicClass, row.relation]);
    const line = lines.get(key) ?? new Map<string, AccessRow[]>();
    lines.set(key, line.set(row.path, [...(line.get(row.path) ?? []), row]));
  }
  const columns: Column[] = [
    { head: 'who', kind: 'text' },
    { head: 'policy', kind: 'short' },
    { head: 'topics', kind: 'code' },
    ...paths.map((path): Column => ({ head: path, kind: 'short' })),
  ];
  const shown = [...lines.values()].flatMap((line) => {
    const [first] = [...line.values()].flat();
    if (first === undefined) return [];
    const cells = paths.map((path) => cellOf(line.get(path) ?? []));
    return [
      {
        cells: [first.principal, policyOf(first), topicsOf(first), ...cells],
        ...toneOfLine([...line.values()].flat()),
      },
    ];
  });
  return dataTable({ caption: 'Access matrix', columns, rows: shown });
}

function policyOf({ policy, action }: AccessRow): string {
  const verb = action === 'publish' ? 'write' : 'read';
  return policy === 'allowed' ? `may ${verb}` : `must not ${verb}`;
}

function topicsOf({ topicClass, relation }: AccessRow): Html {
  return html`${topicClass} <span class="muted">${RELATIONS[relation]}</span>`;
}

/** What is well is small, so that what is not stands out. */
function cellOf(rows: readonly AccessRow[]): Html {
  const worst = worstOf(rows);
  if (worst === undefined) return NOTHING;
  const leaks = rows.reduce((sum, row) => sum + row.leaks, 0);
  if (worst !== 'pass' && worst !== 'skipped')
    return badge(worst, leaks > 0 ? formatAmount(leaks, 'leaks') : worst);
  return html`<span class="mark ${toneOf(worst)}"
    ><span aria-hidden="true">${signOf(worst)}</span><span class="unseen">${worst}</span></span
  >`;
}

function worstOf(rows: readonly AccessRow[]): AccessRow['verdict'] | undefined {
  return (['fail', 'inconclusive', 'pass', 'skipped'] as const).find((verdict) =>
    rows.some((row) => row.verdict === verdict),
  );
}

function toneOfLine(rows: readonly AccessRow[]): { tone?: string } {
  const worst = worstOf(rows);
  if (worst === 'fail') return { tone: 'bad' };
  return worst === 'inconclusive' ? { tone: 'doubtful' } : {};
}

const COLUMNS: readonly Column[] = [
  { head: 'who', kind: 'text' },
  { head: 'policy', kind: 'short' },
  { head: 'topics', kind: 'code' },
  { head: 'way', kind: 'short' },
  { head: 'verdict', kind: 'short' },
  { head: 'attempts', kind: 'number' },
  { head: 'answers', kind: 'text' },
  { head: 'leaks', kind: 'number' },
  { head: 'controlled', kind: 'number' },
  { head: 'control, or why nothing is proved', kind: 'text' },
];

function details(rows: readonly AccessRow[]): Html {
  const shown = rows.slice(0, ROWS_MAX).map((row) => ({
    cells: [
      row.principal,
      policyOf(row),
      topicsOf(row),
      row.path,
      badge(row.verdict),
      row.attempts,
      Object.entries(row.answers)
        .map(([answer, count]) => `${count} ${answer}`)
        .join(', '),
      row.leaks,
      row.controlled,
      row.note,
    ],
    ...toneOfLine([row]),
  }));
  const more = rows.length - shown.length;
  return html`${dataTable({ caption: 'Every way that was tried', columns: COLUMNS, rows: shown })}${more > 0 && html`<p class="note">${formatAmount(more, 'lines')} more are in results.json.</p>`}`;
}
