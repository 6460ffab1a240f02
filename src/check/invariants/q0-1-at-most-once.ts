/** Q0-1: at QoS 0 a message arrives at most once for each subscription and attempt. */
import { excessCopies } from '../judge/copies.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import { about, messages } from './describe.ts';
import type { Invariant } from './invariant.ts';

export const atMostOnce: Invariant = {
  id: 'Q0-1',
  title: 'QoS 0 at most once',
  unit: 'messages',
  promise: 'A message delivered at QoS 0 arrives at most once for each matching subscription.',
  clauses: { 4: ['311:§4.3.1', '311:4.3.1-1'], 5: ['5:§4.3.1', '5:4.3.1-1'] },
  aboutDelivery: true,
  judgePair: judgeAtMostOnce,
};

function judgeAtMostOnce(pair: Pair, tally: Tally, run: RunView): void {
  for (const record of pair.records) {
    if (record.qos !== 0 || pair.session.state.inherited || pair.flow.isWill) continue;
    tally.exercise(record.live.size);
    if (record.plain) continue;
    const { seqs, copies } = excessCopies(pair, record);
    if (copies === 0) continue;
    const sample = pair.sample('copy', seqs);
    tally.add('fail', copies, () => ({
      clauses: atMostOnce.clauses[pair.session.version],
      summary: 'Messages delivered at QoS 0 arrived more than once.',
      expected: atMostOnce.promise,
      actual: `${messages(seqs)}: ${copies} copies too many`,
      ...about(run, pair, seqs, sample),
    }));
  }
}
