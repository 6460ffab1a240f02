import type { GroupShare, InvariantResult, RunResult, SemanticsRow } from '../../results/model.ts';
import { formatAmount, formatCount } from '../format.ts';
import type { SectionContext } from './context.ts';
import type { Align } from './layout.ts';
import { columns, firstThatFits, indent, wrap } from './layout.ts';
import { sign } from './paint.ts';

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

/** Narrow terminals get shorter heads: no column is ever left out. */
const SHORT_HEADS: Readonly<Record<(typeof COUNTS)[number], string>> = {
  published: 'publ.',
  acknowledged: 'acked',
  owed: 'owed',
  delivered: 'deliv.',
  lost: 'lost',
  duplicated: 'dup.',
  reordered: 'reord.',
  unexpected: 'unexp.',
  unjudged: 'unjdg.',
};

/** What happened to the messages by QoS, and which promises of MQTT were really put to the test. */
export function semanticsSection(run: RunResult, context: SectionContext): string[] {
  const { semantics, invariants, groups = [] } = run.check;
  if (semantics.length + invariants.length === 0) return [];
  return [
    context.paint.heading('Semantics'),
    ...indent(semanticsTable(semantics, context)),
    ...indent(groups.slice(0, GROUPS_SHOWN).flatMap((group) => groupLines(group, context))),
    ...(groups.length > GROUPS_SHOWN
      ? indent([context.paint.dim(`and ${groups.length - GROUPS_SHOWN} more groups`)])
      : []),
    ...(semantics.length > 0 && invariants.length > 0 ? [''] : []),
    ...invariantLines(invariants, context),
  ];
}

const GROUPS_SHOWN = 5;

/** How a Shared Subscription was shared: nobody promises anything of it, so it bears no sign. */
function groupLines(group: GroupShare, { paint, width }: SectionContext): string[] {
  const { filter, members, messages, fewest, median, most } = group;
  const each =
    members < 2 ? '' : `, ${formatCount(fewest)} to ${formatCount(most)} each, median ${formatCount(median)}`;
  const text = `${filter}: ${formatAmount(members, 'members')}, ${formatAmount(messages, 'deliveries')}${each}`;
  return wrap(text, width - 2, 2).map((line) => paint.dim(line));
}

function semanticsTable(semantics: readonly SemanticsRow[], { paint, width }: SectionContext): string[] {
  if (semantics.length === 0) return [];
  const rows = semantics.map((row) => [`QoS ${row.qos}`, ...COUNTS.map((key) => formatCount(row[key]))]);
  const aligns: Align[] = ['left', ...COUNTS.map((): Align => 'right')];
  const under = (heads: readonly string[]): string[] =>
    columns([['', ...heads].map((head) => paint.dim(head)), ...rows], aligns);
  return firstThatFits([under(COUNTS), under(COUNTS.map((key) => SHORT_HEADS[key]))], width - 2);
}

function invariantLines(invariants: readonly InvariantResult[], context: SectionContext): string[] {
  const { paint, width } = context;
  const judged = invariants.filter((one) => one.verdict !== 'skipped');
  const skipped = invariants.filter((one) => one.verdict === 'skipped').map((one) => one.id);
  const rows = judged.map((one) => [
    sign(one.verdict, paint),
    one.id,
    one.title,
    formatAmount(one.exercised, one.unit),
    one.failures === 0 ? '' : paint.verdict(one.verdict, formatAmount(one.failures, 'failures')),
  ]);
  const rest = skipped.length === 0 ? [] : wrap(`–  not exercised: ${skipped.join(', ')}`, width - 2, 3);
  return indent([
    ...columns(rows, ['left', 'left', 'left', 'right', 'right']),
    ...rest.map((line) => paint.dim(line)),
  ]);
}
