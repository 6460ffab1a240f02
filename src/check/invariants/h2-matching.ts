/** H2: what arrives matches a subscription that was, or may have been, in force when it was published. */
import { IntervalSet } from '../../base/interval-set.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import { about, messages } from './describe.ts';
import type { Invariant } from './invariant.ts';
import { isKeptByNoLocal } from './n1-no-local.ts';
import { unflaggedReplays } from '../judge/replays.ts';
import { anyOf, common, without } from '../judge/sets.ts';

export const matching: Invariant = {
  id: 'H2',
  title: 'only what was subscribed to',
  unit: 'deliveries',
  promise: 'A message is only sent to a client with a matching subscription at the time.',
  clauses: { 4: ['311:3.3.2-3', '311:3.10.4-2'], 5: ['5:3.3.2-3', '5:3.10.4-2'] },
  aboutDelivery: true,
  judgePair: judgeMatching,
  judgeRun: judgeStrayTopics,
};

function judgeMatching(pair: Pair, tally: Tally, run: RunView): void {
  if (pair.received.size === 0 || pair.session.state.inherited || isKeptByNoLocal(pair)) return;
  tally.exercise(pair.received.size);
  const live = anyOf(pair.records.map((record) => record.live));
  // A replay of a retained message may be older than any subscription, but some filter must match.
  const judged = pair.covers.length === 0 ? pair.received : live;
  // A replay without RETAIN is R3's.
  const judgable = without(common(judged, pair.flow.attempted), unflaggedReplays(pair, run));
  const unmatched = without(without(judgable, pair.may), earlyWills(pair, run));
  if (unmatched.size === 0) return;
  tally.add('fail', unmatched.size, () => ({
    clauses: matching.clauses[pair.session.version],
    summary: whyUnmatched(pair),
    expected: matching.promise,
    actual: `${messages(unmatched)} arrived`,
    ...about(run, pair, unmatched),
  }));
}

/** A Will that comes before its time comes before it counts as published: that is W2's. */
function earlyWills({ flow }: Pair, { wills }: RunView): IntervalSet {
  const early = new IntervalSet();
  if (!flow.isWill) return early;
  for (const { seq, earliestUs } of wills.entries(flow.flow))
    if ((wills.firstSeenUs(flow.flow, seq) ?? Infinity) < earliestUs) early.add(seq);
  return early;
}

function whyUnmatched(pair: Pair): string {
  if (pair.covers.length === 0) return 'Messages arrived whose topic matches no filter of the client.';
  return 'Messages arrived that were published while the client had no matching subscription.';
}

function judgeStrayTopics(run: RunView, tally: Tally): void {
  for (const stray of run.parts.flatMap((part) => part.strays)) {
    tally.exercise(stray.count);
    if (!stray.unmatched || stray.kind === 'altered-topic') continue;
    tally.add('fail', stray.count, () => ({
      clauses: matching.clauses[stray.version],
      summary: 'Messages arrived whose topic matches no filter of the client.',
      expected: matching.promise,
      actual: `${stray.count} of topic "${stray.topic}"`,
      client: run.clientName(stray.client),
      topic: stray.topic,
      atUs: stray.tUs - run.context.startedUs,
      witness: stray.witness,
    }));
  }
}
