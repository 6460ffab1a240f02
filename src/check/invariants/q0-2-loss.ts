/** Q0-2: at QoS 0 messages may be lost; how many is said, and only a threshold of the user's makes that a failure. */
import type { Pair } from '../judge/pair.ts';
import { qos0Due, qos0Lost } from '../judge/due.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import { aboutAbsence, messages } from './describe.ts';
import type { Invariant } from './invariant.ts';

export const lossAtQos0: Invariant = {
  id: 'Q0-2',
  title: 'QoS 0 loss, allowed and counted',
  unit: 'messages',
  promise: 'A message delivered at QoS 0 may be lost.',
  clauses: { 4: ['311:4.3.1-1'], 5: ['5:4.3.1-1'] },
  aboutDelivery: false,
  judgePair: countLoss,
};

function countLoss(pair: Pair, tally: Tally, run: RunView): void {
  const due = qos0Due(pair);
  if (due.size === 0) return;
  tally.exercise(due.size);
  const lost = qos0Lost(pair, run);
  if (lost.size === 0) return;
  tally.add('warning', lost.size, () => ({
    clauses: lossAtQos0.clauses[pair.session.version],
    summary: 'Messages at QoS 0 did not arrive, as is allowed.',
    expected: lossAtQos0.promise,
    actual: `${messages(lost)} of ${due.size} did not arrive`,
    ...aboutAbsence(run, pair, lost, Infinity),
  }));
}
