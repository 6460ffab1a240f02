/** W2: a Will comes when its delay is over or its session ends, and not before; nor long after. */
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import { rangeSet } from '../ledger/ranges.ts';
import { common } from '../judge/sets.ts';
import type { Tally } from '../judge/tally.ts';
import type { WillEntry } from '../ledger/will-fate.ts';
import type { FindingStatus } from '../types.ts';
import { about } from './describe.ts';
import type { Invariant } from './invariant.ts';
import { ofConnections, secondsText } from './will-words.ts';

export const willTime: Invariant = {
  id: 'W2',
  title: 'a Will in its time',
  unit: 'Wills at a subscriber',
  promise:
    'A Will is published once its connection has ended and its delay has passed or its session has ended, and no later than that shows.',
  clauses: { 4: ['311:3.1.2-8', '311:3.1.2-24'], 5: ['5:3.1.2-8', '5:3.1.2-22'] },
  aboutDelivery: false,
  judgePair: judgeTimes,
};

/** Intervals are whole seconds, and a broker may count in such: so much too early is only worth a word. */
const ROUNDING_US = 1_000_000;
/** MQTT sets no time for publishing; this is more than any scheduling explains. A delay that is counted wrong shows sooner. */
const LATE_US = 10_000_000;
const DELAY_LATE_US = 3_000_000;
const DELAY_LATE_SHARE = 0.75;

function judgeTimes(pair: Pair, tally: Tally, run: RunView): void {
  const { flow } = pair;
  if (!flow.isWill || pair.received.size === 0) return;
  for (const entry of run.wills.entries(flow.flow)) {
    const seenUs = run.wills.firstSeenUs(flow.flow, entry.seq);
    const judged = entry.fate === 'due' || entry.fate === 'possible';
    if (seenUs === undefined || !judged || !pair.received.has(entry.seq)) continue;
    tally.exercise(1);
    if (seenUs < entry.earliestUs) addEarly(pair, entry, seenUs, { tally, run });
    else if (seenUs > entry.dueUs + lateUs(entry) && wasThere(pair, entry, seenUs))
      add('fail', pair, entry, { tally, run, what: 'late', us: seenUs - entry.dueUs });
  }
}

function lateUs({ waitUs }: WillEntry): number {
  if (waitUs === 0) return LATE_US;
  return Math.min(LATE_US, Math.max(DELAY_LATE_US, waitUs * DELAY_LATE_SHARE));
}

function addEarly(
  pair: Pair,
  entry: WillEntry,
  seenUs: number,
  into: { readonly tally: Tally; readonly run: RunView },
): void {
  const us = entry.earliestUs - seenUs;
  const allowedUs = entry.waitUs === 0 ? ROUNDING_US : Math.min(ROUNDING_US, entry.waitUs / 2);
  add(us > allowedUs ? 'fail' : 'warning', pair, entry, { ...into, what: 'early', us });
}

/** The subscriber was owed it, and connected all the time. */
function wasThere(pair: Pair, { seq, dueUs }: WillEntry, seenUs: number): boolean {
  if (!pair.must.has(seq)) return false;
  return pair.session.state.connections.some(
    ({ connackUs, closedUs }) => connackUs < dueUs && closedUs > seenUs,
  );
}

interface Mistimed {
  readonly tally: Tally;
  readonly run: RunView;
  readonly what: 'early' | 'late';
  readonly us: number;
}

function add(
  status: FindingStatus,
  pair: Pair,
  { seq }: WillEntry,
  { tally, run, what, us }: Mistimed,
): void {
  const seqs = common(pair.received, rangeSet(seq, seq + 1));
  tally.add(status, 1, () => ({
    clauses: willTime.clauses[pair.session.version],
    summary: what === 'early' ? 'Wills were published too early.' : 'Wills were published too late.',
    expected: willTime.promise,
    actual: `the Will ${ofConnections(seqs)} came ${secondsText(us)} ${what === 'early' ? 'before' : 'after'} its time`,
    ...about(run, pair, seqs),
  }));
}
