/** One flow as the judge sees it: sets of its messages by what is certain about them. Treat the sets as read-only. */
import { IntervalSet } from '../../base/interval-set.ts';
import type { FlowCatalog } from '../../history/flow-catalog.ts';
import type { QoS } from '../../protocol/constants.ts';
import type { PublishedFlowState } from '../ledger/publish-ledger.ts';
import { ATTEMPTS_MAX } from '../ledger/publish-ledger.ts';
import { rangeSet, setOf } from '../ledger/ranges.ts';
import { common, EMPTY, without } from './sets.ts';

export class FlowView {
  readonly flow: number;
  readonly publisher: number;
  readonly qos: QoS;
  readonly topic: string;
  /** Its messages are Wills: they are `ok` where they are due, from then on, and nobody knows when they are published. */
  readonly isWill: boolean;
  /** Everything of which at least a part may have reached the broker, and what failed as well. */
  readonly attempted: IntervalSet;
  readonly ok: IntervalSet;
  /** Definitely without effect. */
  readonly unsent: IntervalSet;
  readonly denied: IntervalSet;
  readonly refused: IntervalSet;
  /** Sent more than once. */
  readonly resent: IntervalSet;
  /** Sent again on a connection that resumed nothing. */
  readonly republished: IntervalSet;
  /** Whether the order of sequence numbers is that of publishing. */
  readonly ascending: boolean;
  readonly firstInvokedUs: number;
  readonly lastInvokedUs: number;
  readonly lastCompletedUs: number;
  readonly #state: PublishedFlowState | undefined;
  readonly #resentLayers: readonly IntervalSet[];

  constructor(flow: number, catalog: FlowCatalog, state: PublishedFlowState | undefined) {
    this.flow = flow;
    this.publisher = catalog.publisherOf(flow);
    this.qos = catalog.qosOf(flow);
    this.topic = catalog.topicOf(flow);
    this.isWill = flow >= (catalog.firstWillFlow ?? Infinity);
    this.#state = state;
    this.attempted = state === undefined ? EMPTY : attemptedOf(state);
    this.ok = lazySet(state?.ok);
    this.unsent = lazySet(state?.unsent);
    this.denied = lazySet(state?.denied);
    this.refused = lazySet(state?.refused);
    this.#resentLayers = (state?.resent ?? []).map(setOf);
    this.resent = this.#resentLayers[0] ?? EMPTY;
    this.republished = lazySet(state?.republished);
    this.ascending = state?.ascending ?? true;
    this.firstInvokedUs = firstInvokedUs(state);
    this.lastInvokedUs = state?.lastInvokedUs ?? -Infinity;
    this.lastCompletedUs = state?.lastCompletedUs ?? -Infinity;
  }

  /** Messages sent at least `attempts` times; beyond what is told apart, all that may be. */
  attemptedAtLeast(attempts: number): IntervalSet {
    if (attempts <= 1) return this.attempted;
    return this.#resentLayers[Math.min(attempts, ATTEMPTS_MAX) - 2] ?? EMPTY;
  }

  /** Messages that were certainly not handed over before `tUs` or at it. */
  invokedAfter(tUs: number): IntervalSet {
    if (tUs < this.firstInvokedUs) return this.attempted;
    if (tUs >= this.lastInvokedUs) return EMPTY;
    return this.#select((first) => first > tUs);
  }

  /** Messages that were certainly handed over before `tUs`. Only for ascending flows; others have none. */
  invokedBefore(tUs: number): IntervalSet {
    if (this.lastInvokedUs < tUs) return this.attempted;
    if (tUs <= this.firstInvokedUs || !this.ascending) return EMPTY;
    return this.#select((_first, _completed, lastInvoked) => lastInvoked < tUs);
  }

  /** Messages whose acknowledgement had certainly come before `tUs`. */
  completedBefore(tUs: number): IntervalSet {
    if (this.lastCompletedUs < tUs) return this.ok;
    if (tUs <= this.firstInvokedUs) return EMPTY;
    return common(
      this.#select((_first, lastCompleted) => lastCompleted < tUs),
      this.ok,
    );
  }

  /** Messages of which `isRead` says that what had been handed over by then was read. Only for ascending flows. */
  readBy(isRead: (sentUs: number) => boolean): IntervalSet {
    if (!this.ascending) return EMPTY;
    return without(
      this.#select((_first, _completed, lastInvokedUs) => isRead(lastInvokedUs)),
      this.unsent,
    );
  }

  /** Pairs of times: some message was handed over at the first or later, and had been acknowledged at the second. */
  *acknowledgements(): Generator<readonly [sentUs: number, acknowledgedUs: number]> {
    const times = this.#state?.marks.times ?? [];
    for (let at = 0; at < times.length; at += 2) {
      const acknowledgedUs = times[at + 1] ?? -Infinity;
      if (acknowledgedUs > -Infinity) yield [times[at] ?? -Infinity, acknowledgedUs];
    }
  }

  /** A time by which `seq` had certainly been handed over first. */
  invokedBy(seq: number): number {
    if (this.#state === undefined) return Infinity;
    const { shift, times } = this.#state.marks;
    const mark = seq >>> shift;
    return shift === 0 ? (times[mark * 2] ?? Infinity) : (times[mark * 2 + 2] ?? this.lastInvokedUs);
  }

  /** A time by which all of `seqs`, which are acknowledged, had been. */
  completedBy(seqs: IntervalSet): number {
    if (this.#state === undefined) return Infinity;
    const { shift, times } = this.#state.marks;
    let lastUs = -Infinity;
    for (const [start, end] of seqs.ranges())
      for (let mark = start >>> shift; mark <= (end - 1) >>> shift; mark += 1)
        lastUs = Math.max(lastUs, times[mark * 2 + 1] ?? Infinity);
    return lastUs;
  }

  /** A time before which `seq` cannot have been handed over. */
  notInvokedBefore(seq: number): number {
    if (this.#state === undefined) return -Infinity;
    const { shift, times } = this.#state.marks;
    return times[(seq >>> shift) * 2] ?? -Infinity;
  }

  /** A time at which the acknowledgement of `seq` had come; +∞ where none has. */
  completedAtLatest(seq: number): number {
    if (this.#state === undefined) return Infinity;
    const { shift, times } = this.#state.marks;
    const completedUs = times[(seq >>> shift) * 2 + 1] ?? -Infinity;
    return completedUs === -Infinity ? Infinity : completedUs;
  }

  #select(
    choose: (firstInvokedUs: number, lastCompletedUs: number, lastInvokedUs: number) => boolean,
  ): IntervalSet {
    const chosen = new IntervalSet();
    if (this.#state === undefined) return chosen;
    const { shift, times } = this.#state.marks;
    const width = 2 ** shift;
    for (let mark = 0; mark * 2 < times.length; mark += 1) {
      const first = times[mark * 2] as number;
      const last = width === 1 ? first : (times[mark * 2 + 2] ?? this.lastInvokedUs);
      if (choose(first, times[mark * 2 + 1] as number, last))
        chosen.addRange(mark * width, (mark + 1) * width);
    }
    return common(chosen, this.attempted);
  }
}

function attemptedOf(state: PublishedFlowState): IntervalSet {
  const all = rangeSet(0, state.next);
  if (state.skipped.length === 0) return all;
  return all.minus(setOf(state.skipped));
}

function lazySet(ranges: PublishedFlowState['ok'] | undefined): IntervalSet {
  return ranges === undefined || ranges.length === 0 ? EMPTY : setOf(ranges);
}

function firstInvokedUs(state: PublishedFlowState | undefined): number {
  if (state === undefined) return Infinity;
  const { times } = state.marks;
  let first = Infinity;
  for (let at = 0; at < times.length; at += 2) first = Math.min(first, times[at] as number);
  return first;
}
