/** Q1-1: an acknowledged QoS 1 message is not lost. */
import type { IntervalSet } from '../../base/interval-set.ts';
import { seenWills } from '../judge/seen-wills.ts';
import { judgeLostClears } from './lost-clears.ts';
import { judgeNoLoss } from './no-loss.ts';
import type { Invariant } from './invariant.ts';

export const qos1NoLoss: Invariant = {
  id: 'Q1-1',
  title: 'QoS 1 at least once',
  unit: 'owed messages',
  promise: 'A message acknowledged with PUBACK reaches every session with a matching subscription.',
  clauses: {
    4: ['311:4.5.0-1', '311:4.3.2-2', '311:4.4.0-1'],
    5: ['5:4.5.0-1', '5:4.3.2-4', '5:4.4.0-1'],
  },
  aboutDelivery: true,
  judgePair: (pair, tally, run) => {
    if (pair.flow.qos !== 1) return;
    const concerned = (seqs: IntervalSet): IntervalSet =>
      pair.flow.isWill ? seenWills(pair.flow, seqs, run) : seqs;
    judgeNoLoss(qos1NoLoss, pair, concerned, { tally, run });
  },
  judgeRun: (run, tally) => judgeLostClears(qos1NoLoss, 1, run, tally),
};
