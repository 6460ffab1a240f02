/** Q2-4: a QoS 2 message that was sent again and then completed is owed like any other, whichever copy the broker got. */
import { judgeNoLoss } from './no-loss.ts';
import type { Invariant } from './invariant.ts';
import { common } from '../judge/sets.ts';

export const qos2ResentNoLoss: Invariant = {
  id: 'Q2-4',
  title: 'QoS 2 at least once after a resend',
  unit: 'owed messages',
  promise:
    'A message sent again with DUP and completed with PUBCOMP reaches every session with a matching subscription.',
  clauses: { 4: ['311:4.5.0-1', '311:4.3.3-2'], 5: ['5:4.5.0-1', '5:4.3.3-8'] },
  aboutDelivery: true,
  judgePair: (pair, tally, run) => {
    if (pair.flow.qos !== 2 || pair.flow.resent.size === 0) return;
    judgeNoLoss(qos2ResentNoLoss, pair, (seqs) => common(seqs, pair.flow.resent), { tally, run });
  },
};
