/** O1: messages of one publisher, topic and QoS first arrive in the order in which they were published. */
import type { IntervalSet } from '../../base/interval-set.ts';
import { loneMessages } from '../judge/copies.ts';
import type { Pair } from '../judge/pair.ts';
import type { RecordView } from '../judge/record-view.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import { about, messages, packetText } from './describe.ts';
import type { Invariant } from './invariant.ts';
import { anyOf, common, EMPTY } from '../judge/sets.ts';

export const order: Invariant = {
  id: 'O1',
  title: 'order of a topic',
  unit: 'steps from one message to the next',
  promise: 'Messages of one publisher, topic and QoS arrive in the order in which they were published.',
  clauses: { 4: ['311:4.6.0-6', '311:4.6.0-5'], 5: ['5:4.6.0-5', '5:4.6.0-6'] },
  aboutDelivery: true,
  judgePair: (pair, tally, run) => {
    if (pair.session.state.inherited || pair.shared || !pair.flow.ascending || pair.flow.isWill) return;
    for (const record of pair.records) judgeRecord(pair, record, { tally, run });
  },
};

function judgeRecord(pair: Pair, record: RecordView, { tally, run }: { tally: Tally; run: RunView }): void {
  tally.exercise(Math.max(0, record.live.size - 1));
  if (record.plain) return;
  const late = outOfOrder(pair, record, run);
  if (late.size === 0) return;
  const sample = pair.sample('late', late);
  tally.add('fail', late.size, () => ({
    clauses: order.clauses[pair.session.version],
    summary: 'Messages arrived behind later ones of the same publisher, topic and QoS.',
    expected: order.promise,
    actual: `${messages(late)} behind a later one, e.g. ${packetText(sample)}`,
    ...about(run, pair, late, sample),
  }));
}

/**
 * First copies behind later messages that nothing explains. Two explanations are possible for a message that has several
 * right copies: its first one was not covered by a subscription, or was lost at QoS 0. And a message that was never
 * acknowledged may have waited in another connection of its publisher.
 */
export function outOfOrder(pair: Pair, record: RecordView, run: RunView): IntervalSet {
  const late = common(record.odd('late'), pair.may);
  if (late.size === 0) return late;
  const sure = anyOf([loneMessages(pair, record), coveredByAll(pair, record)]);
  const judged = common(late, sure);
  const known = common(judged, pair.flow.ok);
  if (known.size === judged.size || publishedOnOneConnection(pair, judged, run)) return judged;
  return known;
}

/**
 * At QoS 1 and 2: messages that every matching subscription must bring at this very QoS, so that no copy is missing in
 * front. Where the granted QoS changed, the first copy may have come at the other QoS.
 */
function coveredByAll(pair: Pair, record: RecordView): IntervalSet {
  const covers = pair.covers.filter((cover) => cover.effective.includes(record.qos));
  const [first, ...others] = covers.map((cover) => cover.must);
  const changed = covers.some((cover) => cover.effective.length > 1);
  if (first === undefined || record.qos === 0 || changed) return EMPTY;
  return others.reduce(common, first);
}

function publishedOnOneConnection(pair: Pair, seqs: IntervalSet, run: RunView): boolean {
  const { flow } = pair;
  const fromUs = flow.notInvokedBefore(seqs.first() ?? 0);
  return !run.reconnectedBetween(flow.publisher, fromUs, flow.lastInvokedUs);
}
