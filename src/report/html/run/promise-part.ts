import type {
  CheckReport,
  GroupShare,
  InvariantResult,
  RunResult,
  SemanticsRow,
} from '../../../results/model.ts';
import { formatAmount, formatCount } from '../../format.ts';
import { html, join, NOTHING } from '../html.ts';
import type { Html } from '../html.ts';
import { badge } from '../marks.ts';
import { dataTable } from '../table.ts';
import type { Column } from '../table.ts';
import { heading } from './context.ts';
import type { RunContext } from './context.ts';
import { findingList } from './finding-list.ts';
import { toneOfRow } from './threshold-part.ts';

/** What MQTT promises of messages, whether it was kept, and the evidence where it was not. */
export function promisePart(context: RunContext): Html | undefined {
  const { semantics, invariants, findings, groups = [] } = context.run.check;
  if (semantics.length + invariants.length + findings.length === 0) return undefined;
  return join([
    semantics.length > 0 ? semanticsTable(context.run.check) : NOTHING,
    findings.length > 0 ? html`${heading(context, 'Evidence')}${findingList(context)}` : NOTHING,
    invariants.length > 0
      ? html`${heading(context, 'Promises put to the test')}${invariantTable(invariants)}`
      : NOTHING,
    groups.length > 0 ? html`${heading(context, 'Shared Subscriptions')}${groupTable(groups)}` : NOTHING,
  ]);
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

/** Numbers that want a look wherever they are not 0. */
const TROUBLES: readonly string[] = ['lost', 'duplicated', 'reordered', 'unexpected'];

const SEMANTICS_COLUMNS: readonly Column[] = [
  { head: 'published as', kind: 'short' },
  ...COUNTS.map((head): Column => ({ head, kind: 'number' })),
];

function semanticsTable({ semantics, verdict }: CheckReport): Html {
  const rows = semantics.map((row) => ({
    cells: [
      `QoS ${row.qos}`,
      ...COUNTS.map((key) => countOf(TROUBLES.includes(key), row[key], verdict === 'fail')),
    ],
  }));
  return html`${dataTable({ caption: 'Messages by QoS', columns: SEMANTICS_COLUMNS, rows })}
    <p class="note">
      Pairs of a message and a subscription. <em>Owed</em>: to be delivered for certain; of QoS 0: what a
      perfect network would have delivered, and losing it is legal. <em>Unjudged</em>: neither owed nor
      impossible, such as published while the subscriber was gone.
    </p>`;
}

/** Trouble is loud where it broke a promise; duplicates of QoS 1 and losses of QoS 0 may be lawful. */
function countOf(isTrouble: boolean, count: number, isAlarm: boolean): Html {
  const shown = formatCount(count);
  if (!isTrouble) return html`${shown}`;
  if (count === 0) return html`<span class="zero">${shown}</span>`;
  return isAlarm ? html`<strong class="alarm">${shown}</strong>` : html`<strong>${shown}</strong>`;
}

const INVARIANT_COLUMNS: readonly Column[] = [
  { head: 'promise', kind: 'text' },
  { head: 'verdict', kind: 'short' },
  { head: 'exercised', kind: 'number' },
  { head: 'failures', kind: 'number' },
];

function invariantTable(invariants: readonly InvariantResult[]): Html {
  const judged = invariants.filter((one) => one.verdict !== 'skipped');
  const skipped = invariants.filter((one) => one.verdict === 'skipped');
  const rows = judged.map((one) => ({
    cells: [
      html`<strong>${one.id}</strong> ${one.title}`,
      badge(one.verdict),
      formatAmount(one.exercised, one.unit),
      countOf(true, one.failures, one.verdict === 'fail'),
    ],
    ...toneOfRow(one.verdict),
  }));
  const rest = skipped.map(({ id, title }) => `${id} ${title}`).join(' · ');
  return join([
    rows.length > 0
      ? dataTable({ caption: 'Promises put to the test', columns: INVARIANT_COLUMNS, rows })
      : NOTHING,
    skipped.length > 0
      ? html`<p class="note">Not put to the test, and so neither kept nor broken: ${rest}.</p>`
      : NOTHING,
  ]);
}

const GROUP_COLUMNS: readonly Column[] = [
  { head: 'subscription', kind: 'code' },
  { head: 'members', kind: 'number' },
  { head: 'deliveries', kind: 'number' },
  { head: 'fewest', kind: 'number' },
  { head: 'median', kind: 'number' },
  { head: 'most', kind: 'number' },
];

/** MQTT promises nothing of how they are spread: no verdict. */
function groupTable(groups: NonNullable<RunResult['check']['groups']>): Html {
  const rows = groups.map(({ filter, members, messages, fewest, median, most }: GroupShare) => ({
    cells: [filter, ...[members, messages, fewest, median, most].map(formatCount)],
  }));
  return html`${dataTable({ caption: 'Shared Subscriptions', columns: GROUP_COLUMNS, rows })}
    <p class="note">How deliveries were spread over the members. MQTT promises nothing of it.</p>`;
}
