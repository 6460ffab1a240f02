/** R2: what one client publishes on one connection at one QoS has an order, so the last retained message is exact. */
import type { Invariant } from './invariant.ts';
import { judgeStale } from './stale-replays.ts';

export const singleWriter: Invariant = {
  id: 'R2',
  title: 'the last retained message of one writer',
  unit: 'replays',
  promise:
    'Where one client alone writes to a topic, a subscription is answered by its last acknowledged message with RETAIN.',
  clauses: { 4: ['311:3.3.1-5', '311:4.6.0-6'], 5: ['5:3.3.1-5', '5:4.6.0-5'] },
  aboutDelivery: false,
  judgePair: (pair, tally, run) => judgeStale(singleWriter, 'in-stream', pair, { tally, run }),
};
