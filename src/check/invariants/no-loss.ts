/** The common part of Q1-1, Q2-1, Q2-4 and W1: an acknowledged message reaches every session that it is owed to. */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { CloseHow } from '../../history/observer.ts';
import { missing } from '../judge/due.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { FindingStatus } from '../types.ts';
import { aboutAbsence, messages } from './describe.ts';
import { forgottenText } from '../judge/forgotten.ts';
import type { Invariant } from './invariant.ts';
import { without } from '../judge/sets.ts';

/** Where findings go; `what` is missing, `Acknowledged messages` if nothing else is said. */
interface Into {
  readonly tally: Tally;
  readonly run: RunView;
  readonly what?: string;
}

/** Judges the messages of the pair that are in `concerned`. */
export function judgeNoLoss(
  invariant: Invariant,
  pair: Pair,
  concerned: (seqs: IntervalSet) => IntervalSet,
  { tally, run, what = 'Acknowledged messages' }: Into,
): void {
  tally.exercise(concerned(pair.owed).size + concerned(without(pair.owedEarly, pair.owed)).size);
  const add = (status: FindingStatus, all: IntervalSet, summary: string, explanation?: string): void => {
    const seqs = concerned(all);
    if (seqs.size === 0) return;
    tally.add(status, seqs.size, () => ({
      clauses: invariant.clauses[pair.session.version],
      summary,
      expected: invariant.promise,
      actual: `${messages(seqs)} did not arrive`,
      ...(explanation === undefined ? {} : { explanation }),
      ...aboutAbsence(run, pair, seqs, lastDrainUs(run)),
    }));
  };
  const { lost, unsettled, early, undrained, excused, excuse } = missing(pair, run);
  const spoilt = lost.size === 0 ? 0 : damagedAt(pair, run);
  if (lost.size > spoilt) add('fail', lost, `${what} never reached a subscriber that they were owed to.`);
  else
    add(
      'excused',
      lost,
      `${what} did not arrive as they were.`,
      'As many altered payloads came on that topic (see H1).',
    );
  add(
    'inconclusive',
    unsettled,
    `${what} had not arrived when the drain ran out of time.`,
    'Deliveries to the client were still coming in, so late cannot be told from lost: give the drain more time.',
  );
  add(
    'inconclusive',
    early,
    `${what} had not arrived when the drain ended.`,
    'The drain took everything for delivered and ended early, so late cannot be told from lost.',
  );
  add('excused', excused, `${what} did not arrive, with an excuse.`, excuse);
  addUndrained(pair, undrained, run, (status, seqs, why) => {
    add(status, seqs, `${what} had not arrived.`, why);
  });
  const late = concerned(pair.late);
  if (late.size > 0) addLate(invariant, pair, late, { tally, run });
}

/** Altered payloads that came to the client on that topic: whose they were, nobody can tell. */
function damagedAt({ session: { client }, flow: { topic } }: Pair, run: RunView): number {
  let count = 0;
  for (const { strays } of run.parts)
    for (const stray of strays)
      if (stray.kind === 'damaged' && stray.client === client && stray.topic === topic) count += stray.count;
  return count;
}

function addUndrained(
  pair: Pair,
  undrained: IntervalSet,
  run: RunView,
  add: (status: FindingStatus, seqs: IntervalSet, explanation: string) => void,
): void {
  if (undrained.size === 0) return;
  const [status, explanation] = whyUndrained(pair, run);
  add(status, undrained, explanation);
}

/** No drain proves anything, because… */
function whyUndrained({ session }: Pair, run: RunView): readonly [FindingStatus, string] {
  const { end, connections } = session.state;
  const last = connections.at(-1);
  const forgot = run.disturbed.forgotBetween(last?.connackUs ?? 0, session.state.endedUs);
  if (end === 'lost' && forgot !== undefined) return ['excused', forgottenText(forgot, run)];
  if (end === 'lost') return ['inconclusive', 'The broker had dropped the session (see S1).'];
  if (end === 'clean-start' || end === 'closed' || end === 'expired')
    return ['excused', 'The session ended while they were on their way.'];
  if (last?.how !== undefined && BY_BROKER.includes(last.how)) {
    if (run.disturbed.between(session.client, last.closedUs, last.closedUs) !== undefined)
      return ['excused', 'The test itself cut the connection while they were on their way.'];
    return ['inconclusive', 'The connection was lost through no doing of ours while they were on their way.'];
  }
  if (last?.closedUs !== Infinity)
    return [
      'excused',
      'The client was offline when the run ended, and did not come back for what was queued.',
    ];
  const blocked = run.drains.some(
    ({ startedUs, tUs }) => run.disturbed.blockedBetween(session.client, startedUs, tUs) !== undefined,
  );
  if (blocked)
    return ['excused', 'A fault of the test still kept them from the client while the drain waited.'];
  return ['warning', 'No drain waited for them, so late cannot be told from lost.'];
}

const BY_BROKER: readonly CloseHow[] = ['server-close', 'server-disconnect', 'client-abort'];

function addLate(
  invariant: Invariant,
  pair: Pair,
  late: IntervalSet,
  { tally, run }: { tally: Tally; run: RunView },
): void {
  tally.add('warning', late.size, () => ({
    clauses: invariant.clauses[pair.session.version],
    summary: 'Acknowledged messages arrived only after the drain had given them up.',
    expected: invariant.promise,
    actual: `${messages(late)} arrived late`,
    ...aboutAbsence(run, pair, late, Infinity),
  }));
}

function lastDrainUs(run: RunView): number {
  return Math.max(...run.drains.map((drain) => drain.tUs), -Infinity);
}
