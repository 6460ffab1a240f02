/** H3: the QoS of a delivery is the lower of what was published and what was granted, which is at most what was asked for. */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { Pair } from '../judge/pair.ts';
import type { RecordView } from '../judge/record-view.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import { about, messages } from './describe.ts';
import { judgeGrants } from './granted-qos.ts';
import type { Invariant } from './invariant.ts';
import { highestQos, lowerOnly } from '../judge/overlap.ts';
import { anyOf, common, EMPTY, without } from '../judge/sets.ts';

export const deliveredQos: Invariant = {
  id: 'H3',
  title: 'delivered QoS',
  unit: 'deliveries',
  promise: 'A message is delivered at the lower of its QoS and the one granted to a matching subscription.',
  clauses: { 4: ['311:3.8.4-6', '311:3.8.4-5'], 5: ['5:3.8.4-8', '5:3.8.4-7'] },
  aboutDelivery: true,
  judgePair: judgeQos,
  judgeRun: judgeGrants,
};

const DELIVERED = { 4: ['311:3.8.4-6'], 5: ['5:3.8.4-8'] } as const;
const HIGHEST = { 4: ['311:3.3.5-1'], 5: ['5:3.3.4-2'] } as const;

function judgeQos(pair: Pair, tally: Tally, run: RunView): void {
  if (pair.session.state.inherited || isOfGroups(pair)) return;
  for (const record of pair.records) {
    tally.exercise(record.live.size + record.retained.size);
    const wrong = anyOf([wrongQos(pair, record), wrongReplays(pair, record), outdatedQos(pair, record)]);
    if (wrong.size === 0) continue;
    tally.add('fail', wrong.size, () => ({
      clauses: DELIVERED[pair.session.version],
      summary: `Messages published at QoS ${pair.flow.qos} arrived at QoS ${record.qos}.`,
      expected: `QoS ${rightQos(pair)}`,
      actual: `${messages(wrong)} arrived at QoS ${record.qos}`,
      ...about(run, pair, wrong),
    }));
  }
  judgeHighest(pair, tally, run);
}

/** Nothing but Shared Subscriptions can bring it: then G4 judges it. */
export function isOfGroups({ covers }: Pair): boolean {
  return covers.length > 0 && covers.every(({ window }) => window.shared);
}

/** Messages that came at a QoS at which no subscription may bring them. */
export function wrongQos(pair: Pair, record: RecordView): IntervalSet {
  const allowed = pair.mayBring(record.qos, 1);
  return allowed === pair.may ? EMPTY : without(common(record.live, pair.may), allowed);
}

/** Messages published after the SUBACK of the newest SUBSCRIBE came as an older one had asked (5:3.8.4-3, 311:3.8.4-3). */
function outdatedQos({ covers, session, flow, may }: Pair, { qos, live }: RecordView): IntervalSet {
  const [cover] = covers;
  if (cover === undefined || covers.length > 1 || flow.isWill) return EMPTY;
  const grants = session.subscriptionOf(cover.window)?.subscription.grants ?? [];
  const [first, last] = [grants[0], grants.at(-1)];
  if (first === undefined || last?.code === undefined || first === last || last.code > 2) return EMPTY;
  if (Math.min(flow.qos, last.code) === qos) return EMPTY;
  const settleUs = first.subscribeUs - cover.window.mayFromUs;
  return common(common(live, may), flow.invokedAfter(last.subackUs + settleUs));
}

/** Answers to a SUBSCRIBE at a QoS that no matching subscription stands for. Without a matching filter it is H2's. */
function wrongReplays({ covers, flow }: Pair, { qos, retained }: RecordView): IntervalSet {
  if (covers.length === 0 || covers.some(({ effective }) => effective.includes(qos))) return EMPTY;
  return common(retained, flow.attempted);
}

/** With overlapping subscriptions one copy comes at the highest QoS; lower ones may only come besides. */
function judgeHighest(pair: Pair, tally: Tally, run: RunView): void {
  const lower = common(lowerOnly(pair, run), drainedFor(pair));
  if (lower.size === 0) return;
  const top = highestQos(pair);
  tally.add('fail', lower.size, () => ({
    clauses: HIGHEST[pair.session.version],
    summary: `Messages that match several subscriptions only arrived at less than the highest QoS, ${top}.`,
    expected: `a copy at QoS ${top}`,
    actual: `${messages(lower)} arrived at a lower QoS only`,
    ...about(run, pair, lower),
  }));
}

/** A drain has waited for them: of the subscriptions that bring them at the highest QoS, for those of others end on their own. */
function drainedFor(pair: Pair): IntervalSet {
  const top = highestQos(pair);
  return anyOf(
    pair.covers
      .filter(({ effective }) => (effective[0] ?? 0) >= top)
      .map(({ window, must }) =>
        common(must, pair.flow.completedBefore(window.drain?.startedUs ?? -Infinity)),
      ),
  );
}

function rightQos(pair: Pair): string {
  return [...new Set(pair.covers.flatMap((cover) => cover.effective))].sort().join(' or ');
}
