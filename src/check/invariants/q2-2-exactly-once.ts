/** Q2-2: at QoS 2 a message is delivered in one exchange for each subscription, and no more. */
import { excessCopies } from '../judge/copies.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import { about, messages, packetText } from './describe.ts';
import type { Invariant } from './invariant.ts';

export const exactlyOnce: Invariant = {
  id: 'Q2-2',
  title: 'QoS 2 no more than once',
  unit: 'messages',
  promise: 'A QoS 2 message is delivered in a single exchange for each matching subscription.',
  clauses: { 4: ['311:4.3.3-2', '311:4.3.3-1'], 5: ['5:4.3.3-10', '5:4.3.3-6'] },
  aboutDelivery: true,
  judgePair: judgeExactlyOnce,
};

function judgeExactlyOnce(pair: Pair, tally: Tally, run: RunView): void {
  for (const record of pair.records) {
    if (record.qos !== 2 || pair.session.state.inherited || pair.flow.isWill) continue;
    tally.exercise(record.live.size);
    if (record.plain) continue;
    const { seqs, copies } = excessCopies(pair, record);
    if (copies === 0) continue;
    const sample = pair.sample('copy', seqs);
    tally.add('fail', copies, () => ({
      clauses: exactlyOnce.clauses[pair.session.version],
      summary: 'Messages at QoS 2 were delivered more than once.',
      expected: exactlyOnce.promise,
      actual: `${messages(seqs)} again as ${packetText(sample)}`,
      ...about(run, pair, seqs, sample),
    }));
  }
}
