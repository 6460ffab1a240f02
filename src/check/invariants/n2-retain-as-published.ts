/**
 * N2: RETAIN on messages that were published with it and passed on at once: cleared, unless Retain As Published keeps it.
 * Replays of Retained Messages, which always have it, are R3's.
 */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import { anyOf, common, without } from '../judge/sets.ts';
import type { Tally } from '../judge/tally.ts';
import type { GrantState } from '../ledger/session-state.ts';
import { about, messages } from './describe.ts';
import type { Invariant } from './invariant.ts';

export const retainAsPublished: Invariant = {
  id: 'N2',
  title: 'Retain As Published',
  unit: 'messages published with RETAIN',
  promise:
    'A message published with RETAIN is passed on without it, and with it where the subscription says Retain As Published.',
  clauses: { 4: ['311:3.3.1-9'], 5: ['5:3.3.1-12', '5:3.3.1-13'] },
  aboutDelivery: false,
  judgePair,
};

const REFUSED = 0x80;

function judgePair(pair: Pair, tally: Tally, run: RunView): void {
  if (pair.received.size === 0 || run.context.catalog.retainOf?.(pair.flow.flow) !== true) return;
  if (pair.covers.length === 0 || pair.shared || pair.session.state.inherited) return;
  const grants = grantsOf(pair);
  const kept = grants.filter((grant) => grant.retainAsPublished).length;
  if (kept === grants.length) judgeKept(pair, pair.may, { tally, run });
  else if (kept === 0) judgeCleared(pair, grants, { tally, run });
  else judgeChanged(pair, grants, { tally, run });
}

/** What is published after the last SUBACK comes as the last SUBSCRIBE said (5:3.8.4-3). */
function judgeChanged(
  pair: Pair,
  grants: readonly GrantState[],
  into: { readonly tally: Tally; readonly run: RunView },
): void {
  const last = lastGrantsOf(pair);
  if (last.some(({ code = REFUSED }) => code >= REFUSED)) return;
  const settleUs = into.run.context.subscriptionSettleUs ?? 0;
  const lastUs = Math.max(...grants.map(({ subackUs }) => subackUs)) + settleUs;
  const after = common(pair.flow.invokedAfter(lastUs), pair.may);
  if (last.every((grant) => grant.retainAsPublished)) judgeKept(pair, after, into);
  else if (last.every((grant) => !grant.retainAsPublished)) judgeCleared(pair, grants, into);
}

/** RETAIN is right on whatever comes: on what is passed on, and on replays. */
function judgeKept(
  pair: Pair,
  among: IntervalSet,
  into: { readonly tally: Tally; readonly run: RunView },
): void {
  const live = anyOf(pair.records.map((record) => record.live));
  into.tally.exercise(common(pair.received, among).size);
  add(pair, common(live, among), '5:3.3.1-13', into);
}

/**
 * With RETAIN a message of QoS 1 or 2 may come besides, as a replay. Published after all SUBACKs it must come without, too.
 */
function judgeCleared(
  pair: Pair,
  grants: readonly GrantState[],
  { tally, run }: { tally: Tally; run: RunView },
): void {
  if (pair.covers.some((cover) => cover.effective[0] === 0)) return;
  const subackUs = Math.max(...grants.map((grant) => grant.subackUs));
  const after = common(pair.flow.invokedAfter(subackUs), pair.may);
  tally.exercise(common(pair.received, after).size);
  const retained = anyOf(pair.records.map((record) => record.retained));
  const live = anyOf(pair.records.map((record) => record.live));
  add(
    pair,
    without(common(retained, after), live),
    pair.session.version === 5 ? '5:3.3.1-12' : '311:3.3.1-9',
    {
      tally,
      run,
    },
  );
}

function add(
  pair: Pair,
  wrong: IntervalSet,
  clause: string,
  { tally, run }: { tally: Tally; run: RunView },
): void {
  if (wrong.size === 0) return;
  const kept = clause === '5:3.3.1-13';
  tally.add('fail', wrong.size, () => ({
    clauses: [clause],
    summary: kept
      ? 'Messages published with RETAIN arrived without it, in spite of Retain As Published.'
      : 'Messages published with RETAIN were passed on with it to an established subscription.',
    expected: retainAsPublished.promise,
    actual: `${messages(wrong)} ${kept ? 'without' : 'with'} RETAIN`,
    ...about(run, pair, wrong),
  }));
}

function grantsOf(pair: Pair): GrantState[] {
  return pair.covers.flatMap(({ window }) => pair.session.subscriptionOf(window)?.subscription.grants ?? []);
}

function lastGrantsOf(pair: Pair): GrantState[] {
  return pair.covers.flatMap(
    ({ window }) => pair.session.subscriptionOf(window)?.subscription.grants.at(-1) ?? [],
  );
}
