/**
 * W1: a Will is published once if its connection ends without DISCONNECT, and not at all otherwise. One that nobody has seen
 * is taken as never published; one that only some subscribers have missed is a loss like any other (Q1-1, Q2-1).
 */
import { IntervalSet } from '../../base/interval-set.ts';
import { excessCopies } from '../judge/copies.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import { seenWills } from '../judge/seen-wills.ts';
import { without } from '../judge/sets.ts';
import { textWills, type TextWillCount } from '../judge/text-wills.ts';
import type { Tally } from '../judge/tally.ts';
import { about } from './describe.ts';
import type { Invariant } from './invariant.ts';
import { judgeNoLoss } from './no-loss.ts';
import { ofConnections } from './will-words.ts';

export const will: Invariant = {
  id: 'W1',
  title: 'a Will for who vanishes, none for who leaves',
  unit: 'Wills at a subscriber',
  promise:
    'A Will is published exactly once when its connection ends without DISCONNECT 0x00, and never otherwise.',
  clauses: {
    4: ['311:3.1.2-8', '311:3.1.2-10', '311:3.14.4-3'],
    5: ['5:3.1.2-8', '5:3.1.2-10', '5:3.14.4-3'],
  },
  aboutDelivery: true,
  judgePair: judgeWills,
  judgeRun: judgeTextWills,
};

function judgeWills(pair: Pair, tally: Tally, run: RunView): void {
  const { flow } = pair;
  if (!flow.isWill) return;
  tally.exercise(pair.received.size);
  if (pair.covers.length > 0) tally.exercise(run.wills.withdrawn(flow.flow));
  judgeUncalledFor(pair, tally, run);
  judgeCopies(pair, tally, run);
  if (flow.qos === 0) return;
  judgeNoLoss(will, pair, (seqs) => without(seqs, seenWills(flow, seqs, run)), {
    tally,
    run,
    what: 'Wills that were due',
  });
}

/** Without a stamp only the number tells. */
function judgeTextWills(run: RunView, tally: Tally): void {
  for (const count of textWills(run)) {
    if (count === undefined) continue;
    tally.exercise(count.came + count.withdrawn + Math.max(0, count.must - count.came));
    const tooMany = Math.max(count.came - count.may, count.early);
    if (tooMany > 0) addCounted(count, tooMany, 'Wills came that no connection had left.', { tally, run });
    const missing = count.must - count.came;
    if (missing > 0) addCounted(count, missing, 'Wills that were due did not come.', { tally, run });
  }
}

function addCounted(
  { client, version, topic, came, must, may, early }: TextWillCount,
  wrong: number,
  summary: string,
  { tally, run }: { readonly tally: Tally; readonly run: RunView },
): void {
  const when = early > 0 ? `, ${early} of them too early` : '';
  tally.add('fail', wrong, () => ({
    clauses: will.clauses[version],
    summary,
    expected: will.promise,
    actual: `${came} came on "${topic}"${when}; ${must} had to, ${may} may`,
    client: run.clientName(client),
    topic,
    witness: run.context.witness?.packetsBefore(client, Infinity, 12) ?? [],
  }));
}

function judgeUncalledFor(pair: Pair, tally: Tally, run: RunView): void {
  const { flow } = pair;
  const uncalledFor = new IntervalSet();
  for (const [start, end] of without(pair.received, flow.attempted).ranges())
    for (let seq = start; seq < end; seq += 1)
      if (run.wills.entry(flow.flow, seq) === undefined) uncalledFor.add(seq);
  if (uncalledFor.size === 0) return;
  tally.add('fail', uncalledFor.size, () => ({
    clauses: will.clauses[pair.session.version],
    summary: 'Wills were published although their connections stood, or had ended with DISCONNECT.',
    expected: will.promise,
    actual: `the Will ${ofConnections(uncalledFor)} arrived`,
    ...about(run, pair, uncalledFor),
  }));
}

function judgeCopies(pair: Pair, tally: Tally, run: RunView): void {
  if (pair.session.state.inherited) return;
  for (const record of pair.records) {
    if (record.plain) continue;
    const { seqs, copies } = excessCopies(pair, record);
    if (copies === 0) continue;
    const sample = pair.sample('copy', seqs);
    tally.add('fail', copies, () => ({
      clauses: will.clauses[pair.session.version],
      summary: 'Wills were published more than once.',
      expected: will.promise,
      actual: `the Will ${ofConnections(seqs)} came again`,
      ...about(run, pair, seqs, sample),
    }));
  }
}
