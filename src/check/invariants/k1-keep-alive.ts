/**
 * K1: a PINGREQ is answered, and a client that has fallen silent loses its connection, not before its time. MQTT lets a
 * broker close any connection, so too early is only wrong where it says by DISCONNECT 0x8D that Keep Alive is the reason.
 */
import type { ObservedSilence } from '../ledger/feature-ledger.ts';
import { groupBy } from '../judge/group-by.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { FindingStatus } from '../types.ts';
import type { Invariant } from './invariant.ts';
import { judgeViolations } from './judge-violations.ts';

export const keepAlive: Invariant = {
  id: 'K1',
  title: 'Keep Alive',
  unit: 'PINGREQs and silent clients',
  promise:
    'PINGREQ is answered by PINGRESP, and a client that is silent for one and a half times its Keep Alive is disconnected, not earlier.',
  clauses: { 4: ['311:3.1.2-24'], 5: ['5:3.1.2-22', '5:3.2.2-22', '5:§3.14.2.1'] },
  aboutDelivery: false,
  judgeRun: (run, tally) => {
    for (const { features } of run.parts) {
      tally.exercise(features.pings);
      for (const silence of features.silences) judgeSilence(silence, run, tally);
    }
    judgeTogether(run, tally);
    judgeViolations(run, tally, keepAlive.promise);
  },
};

const SECOND_US = 1_000_000;
const FACTOR = 1.5;
/** Brokers look for silent clients every few seconds. This late is said, and only what is later still is a failure. */
const SAID_US = 2 * SECOND_US;
const GRACE_US = 10 * SECOND_US;
/** A broker's clock may tick in whole seconds. */
const TICK_US = SECOND_US;
/**
 * Looking that often, a broker finds some of many silent clients soon, where their times end at different moments: one of them at
 * least within the interval less the spread of these. One that finds all of them later than that waits too long.
 */
const LOOKS_EVERY_US = 9 * SECOND_US;
const MANY = 5;
const ALL_LATE_US = 4 * SECOND_US;
const KEEP_ALIVE_TIMEOUT = 0x8d;
const LATE = { 4: ['311:3.1.2-24'], 5: ['5:3.1.2-22'] } as const;
const EARLY = { 4: ['311:3.1.2-24'], 5: ['5:3.2.2-22', '5:§3.14.2.1'] } as const;

function judgeSilence(silence: ObservedSilence, run: RunView, tally: Tally): void {
  if (isEarly(silence)) judgeEarly(silence, run, tally);
  else if (silence.kind !== 'given-up' && silence.keepAliveSeconds > 0) judgeLate(silence, run, tally);
}

/** All silences with one Keep Alive. */
function judgeTogether(run: RunView, tally: Tally): void {
  const silences = run.parts
    .flatMap(({ features }) => features.silences)
    .filter(({ kind, keepAliveSeconds }) => kind !== 'given-up' && keepAliveSeconds > 0)
    .filter(({ client, tUs, afterUs }) => run.disturbed.between(client, tUs - afterUs, tUs) === undefined);
  for (const alike of groupBy(silences, ({ keepAliveSeconds }) => keepAliveSeconds).values())
    judgeAlike(alike, run, tally);
}

function judgeAlike(silences: readonly ObservedSilence[], run: RunView, tally: Tally): void {
  const known = silences.filter((one) => one.kind === 'closed-by-broker' || lateUsOf(one) > ALL_LATE_US);
  const [first] = known;
  if (first === undefined || known.length < MANY) return;
  const leastUs = Math.min(...known.map(lateUsOf));
  const dueUs = known.map((one) => one.tUs - lateUsOf(one));
  const spreadUs = Math.max(...dueUs) - Math.min(...dueUs);
  if (leastUs <= ALL_LATE_US || leastUs > GRACE_US || leastUs + spreadUs <= LOOKS_EVERY_US) return;
  tally.add('fail', known.length, () => ({
    clauses: LATE[first.version],
    summary: 'The broker disconnected all silent clients later than it must.',
    expected: `the end of their connections after ${first.keepAliveSeconds * FACTOR} s of silence`,
    actual: `none of ${known.length} came less than ${(leastUs / SECOND_US).toFixed(1)} s later, though they were due at different times`,
    client: run.clientName(first.client),
    atUs: first.tUs - run.context.startedUs,
    witness: first.witness,
  }));
}

function lateUsOf({ afterUs, keepAliveSeconds }: ObservedSilence): number {
  return afterUs - keepAliveSeconds * FACTOR * SECOND_US;
}

function judgeLate(silence: ObservedSilence, run: RunView, tally: Tally): void {
  const lateUs = lateUsOf(silence);
  const closed = silence.kind === 'closed-by-broker';
  // We ended it before the broker had to.
  if (!closed && lateUs <= GRACE_US) return;
  // The broker may have heard of us, or we of its end, only later.
  if (run.disturbed.between(silence.client, silence.tUs - silence.afterUs, silence.tUs) !== undefined) return;
  tally.exercise(1);
  if (lateUs <= SAID_US) return;
  const status: FindingStatus = lateUs > GRACE_US ? 'fail' : 'warning';
  tally.add(status, 1, () => ({
    clauses: LATE[silence.version],
    summary: closed
      ? 'The broker disconnected a silent client later than it must.'
      : 'The broker kept the connection of a silent client.',
    expected: `the end of the connection after ${silence.keepAliveSeconds * FACTOR} s of silence`,
    actual: `${closed ? 'it came' : 'none'} after ${(silence.afterUs / SECOND_US).toFixed(1)} s, with a Keep Alive of ${silence.keepAliveSeconds} s`,
    client: run.clientName(silence.client),
    atUs: silence.tUs - run.context.startedUs,
    witness: silence.witness,
  }));
}

/**
 * Whatever delayed our packets, the broker cannot have heard nothing for as long as it has to wait; without a Keep Alive it
 * has to wait for ever.
 */
function isEarly({ kind, keepAliveSeconds, reasonCode, atMostUs = Infinity }: ObservedSilence): boolean {
  if (kind === 'left-open') return false;
  if (keepAliveSeconds === 0) return reasonCode === KEEP_ALIVE_TIMEOUT;
  return atMostUs + TICK_US < keepAliveSeconds * FACTOR * SECOND_US;
}

function judgeEarly(silence: ObservedSilence, run: RunView, tally: Tally): void {
  const { client, tUs, keepAliveSeconds, atMostUs = 0, reasonCode, version } = silence;
  const isSaid = reasonCode === KEEP_ALIVE_TIMEOUT;
  if (!isSaid && run.disturbed.between(client, tUs - atMostUs, tUs) !== undefined) return;
  tally.exercise(1);
  tally.add(isSaid ? 'fail' : 'warning', 1, () => ({
    clauses: EARLY[version],
    summary: isSaid
      ? 'The broker ended a connection for its Keep Alive before that was over.'
      : 'The broker ended the connection of a silent client before its Keep Alive was over.',
    expected:
      keepAliveSeconds === 0 ? 'no such end' : `none before ${keepAliveSeconds * FACTOR} s without a packet`,
    actual: `the end after ${(atMostUs / SECOND_US).toFixed(1)} s at most, with a Keep Alive of ${keepAliveSeconds} s`,
    client: run.clientName(client),
    atUs: tUs - run.context.startedUs,
    witness: silence.witness,
  }));
}
