/** D1: DUP says whether a packet is sent again, and nothing else. */
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { Oddity } from '../ledger/oddity.ts';
import { about, messages, packetText } from './describe.ts';
import type { Invariant } from './invariant.ts';
import { anyOf, common } from '../judge/sets.ts';

export const dupFlag: Invariant = {
  id: 'D1',
  title: 'DUP tells the truth',
  unit: 'deliveries',
  promise: 'DUP is 1 exactly when a QoS 1 or 2 packet is sent again, whatever DUP the publisher had set.',
  clauses: {
    4: ['311:3.3.1-1', '311:3.3.1-2', '311:3.3.1-3'],
    5: ['5:3.3.1-1', '5:3.3.1-2', '5:3.3.1-3'],
  },
  aboutDelivery: false,
  judgePair: (pair, tally, run) => {
    for (const record of pair.records) tally.exercise(record.live.size + record.repeats);
    for (const [oddity, summary] of CASES) judgeCase(pair, oddity, summary, { tally, run });
  },
};

const CASES: readonly (readonly [Oddity, string])[] = [
  ['dup-qos0', 'QoS 0 messages came with DUP.'],
  ['dup-unfounded', 'Messages that cannot have been sent before came with DUP.'],
  ['dup-missing', 'Messages were sent again without DUP.'],
];

function judgeCase(
  pair: Pair,
  oddity: Oddity,
  summary: string,
  { tally, run }: { tally: Tally; run: RunView },
): void {
  const odd = pair.records.filter((record) => !record.plain).map((record) => record.odd(oddity));
  // A shared subscription may hand on what another member was sent before.
  if (oddity === 'dup-unfounded' && (pair.shared || pair.session.state.inherited)) return;
  const seqs = common(anyOf(odd), pair.may);
  if (seqs.size === 0) return;
  const sample = pair.sample(oddity, seqs);
  tally.add('fail', seqs.size, () => ({
    clauses: dupFlag.clauses[pair.session.version],
    summary,
    expected: dupFlag.promise,
    actual: `${messages(seqs)}: ${packetText(sample)}`,
    ...about(run, pair, seqs, sample),
  }));
}
