/**
 * R1: the retained message of a topic is the last one published with RETAIN, whoever published it. A SUBSCRIBE is answered by
 * a value that nothing had certainly replaced or cleared before it, and by none at all only where none may have been there.
 */
import { IntervalSet } from '../../base/interval-set.ts';
import type { Pair } from '../judge/pair.ts';
import { foreignReplays, missingReplays, replayExcuse, type TopicReads } from '../judge/replays.ts';
import type { RetainedTopic } from '../judge/retained-topic.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { FindingStatus } from '../types.ts';
import { about } from './describe.ts';
import { forgottenText } from '../judge/forgotten.ts';
import type { Invariant } from './invariant.ts';
import { judgeStale } from './stale-replays.ts';

export const retained: Invariant = {
  id: 'R1',
  title: 'the last retained message',
  unit: 'replays',
  promise: 'A subscription is answered by the last message that was published to each topic with RETAIN.',
  clauses: {
    4: ['311:3.3.1-5', '311:3.3.1-6', '311:3.3.1-10'],
    5: ['5:3.3.1-5', '5:3.3.1-9', '5:3.3.1-6'],
  },
  aboutDelivery: true,
  judgePair: (pair, tally, run) => {
    judgeStale(retained, 'by-any', pair, { tally, run });
    const { reads } = pair;
    const topic = run.retained(pair.flow.topic);
    if (reads?.isFirst(pair) === true && topic !== undefined) judgeMissing(reads, topic, { tally, run });
  },
};

interface Into {
  readonly tally: Tally;
  readonly run: RunView;
}

function judgeMissing(reads: TopicReads, topic: RetainedTopic, { tally, run }: Into): void {
  const drains = run.drains.filter((drain) => !drain.complete);
  const missing = missingReplays(reads, topic, drains, run);
  const [first] = missing;
  const [pair] = reads.pairs;
  if (first === undefined || pair === undefined) return;
  tally.exercise(missing.length);
  const [status, explanation] = statusOf(reads, pair, first, run);
  tally.add(status, missing.length, () => ({
    clauses: retained.clauses[pair.session.version],
    summary: 'Subscriptions were not answered by the retained messages of their topics.',
    expected: retained.promise,
    actual: `no message with RETAIN on "${reads.topic}" in answer to SUBSCRIBE`,
    ...(explanation === undefined ? {} : { explanation }),
    ...about(run, pair, new IntervalSet()),
    witness: run.context.witness?.packetsBefore(pair.session.client, first.drain.tUs, 12) ?? [],
  }));
}

/** A drain must have been without deliveries for so long at its end before missing means withheld. */
const QUIET_US = 1_000_000;

function statusOf(
  reads: TopicReads,
  { session }: Pair,
  { grant, drain }: ReturnType<typeof missingReplays>[number],
  run: RunView,
): readonly [FindingStatus, string | undefined] {
  const excuse = replayExcuse(reads, run);
  if (excuse !== undefined) return ['excused', excuse];
  const forgot = run.disturbed.forgotBetween(run.context.startedUs, drain.tUs);
  if (forgot !== undefined) return ['excused', forgottenText(forgot, run)];
  if (run.disturbed.between(session.client, grant.subscribeUs, drain.tUs) !== undefined)
    return ['excused', 'A fault of the test disturbed the connection that they were to come on.'];
  if (run.lostConnectionsBetween(run.context.startedUs, grant.subscribeUs))
    return ['inconclusive', 'Connections were lost before: the broker may have failed, and forgotten.'];
  if (foreignReplays(reads, run))
    return [
      'inconclusive',
      'Messages came on that topic that are not of this run: somebody else may write there.',
    ];
  const { lastDrain } = session.state;
  const quietUs = Math.min(QUIET_US, (drain.tUs - drain.startedUs) / 2);
  if (lastDrain?.tUs === drain.tUs && lastDrain.tUs - lastDrain.lastDeliveryUs < quietUs)
    return ['inconclusive', 'The client was still receiving when the drain ran out of time.'];
  return ['fail', undefined];
}
