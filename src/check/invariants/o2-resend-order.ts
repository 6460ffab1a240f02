/** O2: after a resume messages are sent again in their original order, before anything later of their flow. */
import type { IntervalSet } from '../../base/interval-set.ts';
import { loneMessages } from '../judge/copies.ts';
import type { Pair } from '../judge/pair.ts';
import type { RecordView } from '../judge/record-view.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import { about, messages, packetText } from './describe.ts';
import type { Invariant } from './invariant.ts';
import { common } from '../judge/sets.ts';

export const resendOrder: Invariant = {
  id: 'O2',
  title: 'order of resends',
  unit: 'resends',
  promise: 'After a resume unacknowledged messages are sent again in their original order.',
  clauses: { 4: ['311:4.6.0-1', '311:4.6.0-6'], 5: ['5:4.6.0-5', '5:4.6.0-6'] },
  aboutDelivery: false,
  judgePair: (pair, tally, run) => {
    if (pair.session.state.inherited || pair.shared || !pair.flow.ascending || pair.flow.isWill) return;
    for (const record of pair.records) if (record.qos > 0) judgeRecord(pair, record, { tally, run });
  },
};

function judgeRecord(pair: Pair, record: RecordView, { tally, run }: { tally: Tally; run: RunView }): void {
  tally.exercise(record.repeats);
  if (record.plain) return;
  const seqs: IntervalSet = common(record.odd('regress'), loneMessages(pair, record));
  if (seqs.size === 0) return;
  const sample = pair.sample('regress', seqs);
  tally.add('fail', seqs.size, () => ({
    clauses: resendOrder.clauses[pair.session.version],
    summary: 'Messages were sent again behind later ones of the same flow.',
    expected: resendOrder.promise,
    actual: `${messages(seqs)} behind a later one, e.g. ${packetText(sample)}`,
    ...about(run, pair, seqs, sample),
  }));
}
