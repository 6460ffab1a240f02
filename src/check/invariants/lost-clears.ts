/** Of Q1-1 and Q2-1: an empty message clears its topic, and is a message like any other to those who are subscribed to it. */
import type { QoS } from '../../protocol/constants.ts';
import { clearCounts, type ClearCount } from '../judge/clears.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { FindingStatus } from '../types.ts';
import type { Invariant } from './invariant.ts';

const WITNESS_PACKETS = 12;

export function judgeLostClears(invariant: Invariant, qos: QoS, run: RunView, tally: Tally): void {
  for (const count of clearCounts(run)) {
    if (count?.qos !== qos) continue;
    tally.exercise(count.owed);
    if (count.lost > 0) add('fail', count.lost, count);
    if (count.unsettled > 0) add('inconclusive', count.unsettled, count);
  }

  function add(status: FindingStatus, missing: number, { client, version, topic, came }: ClearCount): void {
    tally.add(status, missing, () => ({
      clauses: [...invariant.clauses[version].slice(0, 1), version === 5 ? '5:3.3.1-6' : '311:3.3.1-10'],
      summary: 'Empty messages, which clear a topic, were not passed on to a subscriber of it.',
      expected: invariant.promise,
      actual: `${missing} of them did not arrive on "${topic}", and ${came} did`,
      ...(status === 'fail'
        ? {}
        : { explanation: 'The client was still receiving when the drain ran out of time.' }),
      client: run.clientName(client),
      topic,
      qos,
      witness: run.context.witness?.packetsBefore(client, Infinity, WITNESS_PACKETS) ?? [],
    }));
  }
}
