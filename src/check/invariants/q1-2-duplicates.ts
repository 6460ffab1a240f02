/**
 * Q1-2: at QoS 1 repeats are allowed, but only as resends after a resume, with DUP and the same Packet Identifier.
 * 3.1.1 does not forbid a resend on an open connection, so there it is only a warning.
 */
import type { IntervalSet } from '../../base/interval-set.ts';
import { excessCopies, loneMessages } from '../judge/copies.ts';
import type { Pair } from '../judge/pair.ts';
import type { RecordView } from '../judge/record-view.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { Oddity } from '../ledger/oddity.ts';
import type { FindingStatus } from '../types.ts';
import { about, messages, packetText } from './describe.ts';
import type { Invariant } from './invariant.ts';
import { common, without } from '../judge/sets.ts';

export const qos1Duplicates: Invariant = {
  id: 'Q1-2',
  title: 'QoS 1 repeats only as resends',
  unit: 'messages',
  promise:
    'A QoS 1 message is only sent again when a session is resumed, with DUP and its old Packet Identifier.',
  clauses: { 4: ['311:3.3.1-1', '311:4.4.0-1'], 5: ['5:3.3.1-1', '5:4.4.0-1'] },
  aboutDelivery: true,
  judgePair: (pair, tally, run) => {
    if (pair.session.state.inherited || pair.shared) return;
    for (const record of pair.records) if (record.qos === 1) judgeRepeats(pair, record, { tally, run });
  },
};

interface Into {
  readonly tally: Tally;
  readonly run: RunView;
}

function judgeRepeats(pair: Pair, record: RecordView, into: Into): void {
  into.tally.exercise(record.live.size);
  if (record.plain) return;
  const { seqs, copies } = excessCopies(pair, record);
  if (copies > 0 && !pair.flow.isWill)
    add(pair, seqs, 'copy', {
      ...into,
      status: 'fail',
      count: copies,
      summary: 'Messages at QoS 1 came as new ones more than once.',
    });
  const lone = loneMessages(pair, record);
  const onOpen: FindingStatus = pair.session.version === 5 ? 'fail' : 'warning';
  const summary = 'Messages at QoS 1 were sent again on the connection that had brought them.';
  const same = common(record.odd('resent-same-id'), pair.may);
  add(pair, same, 'resent-same-id', { ...into, status: onOpen, count: same.size, summary });
  const other = without(common(record.odd('resent-other-id'), lone), same);
  add(pair, other, 'resent-other-id', { ...into, status: onOpen, count: other.size, summary });
  const changed = common(record.odd('id-changed'), lone);
  add(pair, changed, 'id-changed', {
    ...into,
    status: 'fail',
    count: changed.size,
    summary: 'Messages at QoS 1 were sent again after a resume under another Packet Identifier.',
  });
}

interface Repeats extends Into {
  readonly status: FindingStatus;
  readonly count: number;
  readonly summary: string;
}

function add(pair: Pair, seqs: IntervalSet, oddity: Oddity, repeats: Repeats): void {
  if (seqs.size === 0) return;
  const { tally, run, status, count, summary } = repeats;
  const sample = pair.sample(oddity, seqs);
  tally.add(status, count, () => ({
    clauses: qos1Duplicates.clauses[pair.session.version],
    summary,
    expected: qos1Duplicates.promise,
    actual: `${messages(seqs)} again as ${packetText(sample)}`,
    ...about(run, pair, seqs, sample),
  }));
}
