/** What is due to a session of one flow, and what became of it. */
import { forgottenText } from './forgotten.ts';
import type { IntervalSet } from '../../base/interval-set.ts';
import type { QoS } from '../../protocol/constants.ts';
import { rangeSet } from '../ledger/ranges.ts';
import { expirySecondsOf, maybeExpired } from './expiry.ts';
import type { Pair } from './pair.ts';
import { droppedByLimit } from './queue-limit.ts';
import type { RunView } from './run-view.ts';
import { anyOf, common, EMPTY, without } from './sets.ts';

/** QoS 0: what a perfect network would have brought. Nothing where the broker chose to lower QoS 1 or 2 to QoS 0. */
export function qos0Due(pair: Pair): IntervalSet {
  if (pair.flow.qos !== 0) return EMPTY;
  return anyOf(pair.covers.map((cover) => cover.must));
}

/**
 * QoS 0: of what was due, what will not come any more. A later message has passed it, or a drain waited for it; the rest
 * may still be on its way, and nothing is known of it.
 */
export function qos0Lost(pair: Pair, run: RunView): IntervalSet {
  const absent = without(qos0Due(pair), pair.received);
  if (absent.size === 0) return EMPTY;
  const drainedUs = Math.max(...run.drains.map((drain) => drain.startedUs), -Infinity);
  const undrained = common(absent, pair.flow.invokedAfter(drainedUs));
  return without(absent, behindAll(undrained, passedBy(pair, 0)));
}

export interface Missing {
  /** Missing at the end of a drain that waited for them, and nothing excuses it. */
  readonly lost: IntervalSet;
  /** Missing at the end of a drain that ran out of time while deliveries were still coming in. */
  readonly unsettled: IntervalSet;
  /** Missing at the end of a drain that thought everything had arrived. */
  readonly early: IntervalSet;
  /** Missing, and no drain tells late from lost. */
  readonly undrained: IntervalSet;
  /** Missing, and rightly so. */
  readonly excused: IntervalSet;
  readonly excuse: string;
}

const NOTHING_MISSING: Missing = {
  lost: EMPTY,
  unsettled: EMPTY,
  early: EMPTY,
  undrained: EMPTY,
  excused: EMPTY,
  excuse: '',
};

/** QoS 1 and 2: what did not arrive. */
export function missing(pair: Pair, run: RunView): Missing {
  const absent = without(pair.must, pair.received);
  if (absent.size === 0) return NOTHING_MISSING;
  const { seqs: excused, excuse } = excusable(pair, run, absent);
  const rest = without(absent, excused);
  const given = common(rest, pair.owed);
  const unsettled = stillArriving(pair) ? behindAll(given, passedBy(pair, 1)) : EMPTY;
  const early = without(common(rest, pair.owedEarly), given);
  const undrained = without(without(rest, given), early);
  return { lost: without(given, unsettled), unsettled, early, undrained, excused, excuse };
}

/** A drain must have been without deliveries for so long at its end, or for half of itself, before missing means lost. */
const QUIET_US = 1_000_000;

/** Whether the client was still receiving when the drain that waited for it ran out of time. */
export function stillArriving({ covers, session }: Pair): boolean {
  const { lastDrain } = session.state;
  if (lastDrain === undefined) return false;
  return covers.some(({ window: { drain } }) => {
    if (drain?.tUs !== lastDrain.tUs) return false;
    const quietUs = Math.min(QUIET_US, (drain.tUs - drain.startedUs) / 2);
    return lastDrain.tUs - lastDrain.lastDeliveryUs < quietUs;
  });
}

/** Messages behind all that came; one that a later message has passed will not come any more. */
function behindAll(seqs: IntervalSet, passed: number): IntervalSet {
  return without(seqs, rangeSet(0, passed + 1));
}

/** The last message that came at `leastQos` or more; -1 for none. */
function passedBy(pair: Pair, leastQos: QoS): number {
  return Math.max(-1, ...pair.records.map((one) => (one.qos < leastQos ? -1 : (one.live.last() ?? -1))));
}

/** What a PUBLISH has at least besides topic and payload: type, length, topic length, Packet Identifier. */
const OVERHEAD_MIN = 6;
/** And at most, without User Properties: long lengths, and the properties that mqtt-bench sends or a broker adds. */
const OVERHEAD_MAX = 256;

export interface Excused {
  readonly seqs: IntervalSet;
  readonly excuse: string;
}

/** Reasons that hold whatever the drains say: too large for the client, expired, or more than the broker queues. */
function excusable(pair: Pair, run: RunView, absent: IntervalSet): Excused {
  const large = tooLarge(pair, run);
  if (large !== undefined) return { seqs: absent, excuse: large };
  const forgotten = forgottenOf(pair, run, absent);
  if (forgotten !== undefined) return forgotten;
  const { queuedMessagesMax } = run.context;
  const dropped = queuedMessagesMax === undefined ? EMPTY : droppedByLimit(pair, queuedMessagesMax);
  if (dropped.size === 0) return expired(pair, run, absent);
  const excuse = `More than the ${queuedMessagesMax} messages were queued that the target declares to keep for a session.`;
  return { seqs: common(absent, dropped), excuse };
}

/** What was published before a failure that the target does not declare to survive. */
function forgottenOf({ session, flow }: Pair, run: RunView, absent: IntervalSet): Excused | undefined {
  const { connections, endedUs } = session.state;
  const forgot = run.disturbed.forgotBetween(connections[0]?.connackUs ?? -Infinity, endedUs);
  if (forgot === undefined) return undefined;
  const seqs = without(absent, flow.invokedAfter(forgot.toUs));
  return seqs.size === 0 ? undefined : { seqs, excuse: forgottenText(forgot, run) };
}

export function expired(pair: Pair, run: RunView, absent: IntervalSet): Excused {
  const expirySeconds = expirySecondsOf(pair, run);
  if (expirySeconds === undefined) return { seqs: EMPTY, excuse: '' };
  const nowUs = Math.max(...run.drains.map((drain) => drain.tUs), -Infinity);
  return {
    seqs: maybeExpired(pair, absent, { expirySeconds, nowUs }),
    excuse: `The Message Expiry Interval of ${expirySeconds} s passed before the client could have them.`,
  };
}

/** A packet larger than the client takes is dropped by the broker (`5:3.1.2-25`). */
export function tooLarge(pair: Pair, run: RunView): string | undefined {
  const { maximumPacketSize } = pair.session.state;
  if (maximumPacketSize === Infinity) return undefined;
  const payloadBytes = run.context.catalog.payloadBytesOf?.(pair.flow.flow);
  if (payloadBytes === undefined)
    return `The client takes packets up to ${maximumPacketSize} bytes, and the size of these is not known.`;
  const leastBytes = payloadBytes + Buffer.byteLength(pair.flow.topic) + OVERHEAD_MIN;
  if (leastBytes + OVERHEAD_MAX <= maximumPacketSize) return undefined;
  return `A packet of ${leastBytes} bytes or more may not fit the client's Maximum Packet Size of ${maximumPacketSize}.`;
}
