/** Q2-1: a completed QoS 2 message is not lost. */
import type { IntervalSet } from '../../base/interval-set.ts';
import { seenWills } from '../judge/seen-wills.ts';
import { judgeLostClears } from './lost-clears.ts';
import { judgeNoLoss } from './no-loss.ts';
import type { Invariant } from './invariant.ts';
import { without } from '../judge/sets.ts';

export const qos2NoLoss: Invariant = {
  id: 'Q2-1',
  title: 'QoS 2 at least once',
  unit: 'owed messages',
  promise: 'A message completed with PUBCOMP reaches every session with a matching subscription.',
  clauses: { 4: ['311:4.5.0-1', '311:4.3.3-2'], 5: ['5:4.5.0-1', '5:4.3.3-8', '5:4.3.3-11'] },
  aboutDelivery: true,
  judgePair: (pair, tally, run) => {
    if (pair.flow.qos !== 2) return;
    const concerned = (seqs: IntervalSet): IntervalSet =>
      pair.flow.isWill ? seenWills(pair.flow, seqs, run) : without(seqs, pair.flow.resent);
    judgeNoLoss(qos2NoLoss, pair, concerned, { tally, run });
  },
  judgeRun: (run, tally) => judgeLostClears(qos2NoLoss, 2, run, tally),
};
