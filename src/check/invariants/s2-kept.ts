/**
 * S2: a resumed session is the one that was left: its subscriptions bring messages as before, and what waited for it comes.
 *
 *   away ─────────┬─ CONNACK with Session Present 1 ───────────
 *     queued      │      through subscriptions made before
 *
 * A message that is missing is lost (Q1-1, Q2-1); where all of them are, the subscription or the queue is. What a resumed
 * subscription says of QoS, No Local, Retain As Published and identifiers, H3 and N1 to N3 judge on every connection alike.
 */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { ConnectionState } from '../ledger/session-state.ts';
import type { Cover } from '../judge/cover.ts';
import { missing } from '../judge/due.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import { anyOf, common } from '../judge/sets.ts';
import type { Tally } from '../judge/tally.ts';
import { aboutAbsence, messages } from './describe.ts';
import type { Invariant } from './invariant.ts';

export const sessionKept: Invariant = {
  id: 'S2',
  title: 'sessions are kept whole',
  unit: 'messages after a resume',
  promise: 'A resumed session has its subscriptions, and the messages that came while its client was away.',
  clauses: { 4: ['311:3.1.2-4', '311:3.1.2-5'], 5: ['5:3.1.2-5', '5:4.5.0-1'] },
  aboutDelivery: true,
  judgePair: judgeKept,
};

/** So many messages in a row that are missing are not lost one by one. */
const MESSAGES_MIN = 3;

function judgeKept(pair: Pair, tally: Tally, run: RunView): void {
  const { connections, inherited } = pair.session.state;
  if (pair.flow.qos === 0 || pair.flow.isWill || pair.shared || inherited) return;
  const at = connections.findLastIndex(({ resumed }) => resumed);
  const [left, back] = [connections[at - 1], connections[at]];
  if (left === undefined || back === undefined) return;
  const old = pair.covers.filter((cover) => isOlder(cover, back));
  if (old.length === 0) return;
  const owed = common(anyOf(old.map(({ must }) => must)), anyOf([pair.owed, pair.owedEarly]));
  const { flow } = pair;
  const later = common(owed, flow.invokedAfter(back.connackUs));
  const queued = common(common(owed, flow.invokedAfter(left.closedUs)), flow.completedBefore(back.connectUs));
  tally.exercise(later.size + queued.size);
  judge(pair, later, 'A resumed session had lost a subscription.', { tally, run });
  judge(pair, queued, 'A resumed session had lost what came while its client was away.', { tally, run });
}

/** It brings everything at QoS 1 or 2, and the client subscribed before it left. */
function isOlder({ effective, window }: Cover, back: ConnectionState): boolean {
  return (effective[0] ?? 0) > 0 && window.mustFromUs < back.connectUs;
}

function judge(
  pair: Pair,
  seqs: IntervalSet,
  summary: string,
  { tally, run }: { tally: Tally; run: RunView },
): void {
  if (seqs.size < MESSAGES_MIN || common(seqs, pair.received).size > 0) return;
  if (common(seqs, missing(pair, run).lost).size < seqs.size) return;
  tally.add('fail', seqs.size, () => ({
    clauses: sessionKept.clauses[pair.session.version],
    summary,
    expected: sessionKept.promise,
    actual: `none of ${messages(seqs)} arrived`,
    ...aboutAbsence(run, pair, seqs, Infinity),
  }));
}
