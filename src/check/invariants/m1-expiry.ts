/**
 * M1: a message is not delivered once its Message Expiry Interval has passed, and comes with what is left of it.
 * What expired rightly is no loss: see `judge/expiry`.
 */
import type { IntervalSet } from '../../base/interval-set.ts';
import { expirySecondsOf, maybeExpired, SECOND_US } from '../judge/expiry.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import { common, without } from '../judge/sets.ts';
import type { Tally } from '../judge/tally.ts';
import type { ExpiryFault, ExpiryFaultKind, WaitedMessages } from '../ledger/expiry-ledger.ts';
import { setOf } from '../ledger/ranges.ts';
import { about, messages } from './describe.ts';
import type { Invariant } from './invariant.ts';

export const messageExpiry: Invariant = {
  id: 'M1',
  title: 'Message Expiry',
  unit: 'messages with a Message Expiry Interval',
  promise:
    'A message whose Message Expiry Interval has passed is not delivered any more; one that is delivered bears what is left of it.',
  clauses: { 4: ['5:3.3.2-5'], 5: ['5:3.3.2-5', '5:3.3.2-6'] },
  aboutDelivery: false,
  judgePair,
  judgeRun: (run, tally) => {
    for (const { features } of run.parts) {
      tally.exercise(features.expiry.judged);
      for (const fault of features.expiry.faults) addFault(fault, run, tally);
    }
  },
};

/** A broker's clock may tick in whole seconds, when it receives and when it sends. */
const TICKS_SECONDS = 2;

function judgePair(pair: Pair, tally: Tally, run: RunView): void {
  const expirySeconds = expirySecondsOf(pair, run);
  if (expirySeconds === undefined) return;
  tally.exercise(expiredUnseen(pair, expirySeconds, run).size);
  if (pair.received.size === 0) return;
  for (const waited of pair.session.features.waited(pair.session.state.id, pair.flow.flow))
    judgeWaited(pair, waited, expirySeconds, { tally, run });
}

/** Owed messages that rightly never came. */
function expiredUnseen(pair: Pair, expirySeconds: number, run: RunView): IntervalSet {
  const absent = without(pair.must, pair.received);
  const nowUs = Math.max(...run.drains.map((drain) => drain.tUs), -Infinity);
  return maybeExpired(pair, absent, { expirySeconds, nowUs });
}

/** Their delivery cannot have begun before the connection that brought them first was asked for. */
function judgeWaited(
  pair: Pair,
  { connectUs, countedSeconds, seqs }: WaitedMessages,
  expirySeconds: number,
  { tally, run }: { tally: Tally; run: RunView },
): void {
  const waitedFor = (seconds: number): IntervalSet =>
    common(setOf(seqs), pair.flow.completedBefore(connectUs - seconds * SECOND_US));
  const expired = waitedFor(expirySeconds + TICKS_SECONDS);
  add(expired, 'Messages were delivered after their Message Expiry Interval had passed.', ['5:3.3.2-5']);
  if (countedSeconds < 0) return;
  const uncounted = without(waitedFor(countedSeconds + TICKS_SECONDS), expired);
  add(
    uncounted,
    'Messages arrived with more of their Message Expiry Interval than was left of it.',
    ['5:3.3.2-6'],
    ` with ${expirySeconds - countedSeconds} s of ${expirySeconds} s left`,
  );

  function add(wrong: IntervalSet, summary: string, clauses: readonly string[], how = ''): void {
    if (wrong.size === 0) return;
    tally.add('fail', wrong.size, () => ({
      clauses,
      summary,
      expected: messageExpiry.promise,
      actual: `${messages(wrong)} arrived${how}, on a connection that began after the wait`,
      ...about(run, pair, wrong),
    }));
  }
}

const SUMMARIES: Readonly<Record<ExpiryFaultKind, string>> = {
  missing: 'Messages arrived without the Message Expiry Interval that they were published with.',
  raised: 'Messages arrived with a longer Message Expiry Interval than they were published with.',
  shortened: 'Messages arrived with less of their Message Expiry Interval than was left of it.',
};

function addFault(fault: ExpiryFault, run: RunView, tally: Tally): void {
  const { catalog } = run.context;
  tally.add('fail', fault.count, () => ({
    clauses: ['5:3.3.2-6'],
    summary: SUMMARIES[fault.kind],
    expected: `${fault.published} s, less what the message waited`,
    actual: fault.arrived === undefined ? 'none' : `${fault.arrived} s`,
    client: run.clientName(fault.client),
    publisher: run.clientName(catalog.publisherOf(fault.flow)),
    topic: catalog.topicOf(fault.flow),
    qos: catalog.qosOf(fault.flow),
    sequences: [fault.seq],
    atUs: fault.tUs - run.context.startedUs,
    witness: fault.witness,
  }));
}
