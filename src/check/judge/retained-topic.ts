/**
 * A topic as a register that several clients may write: retained messages set it, empty ones clear it, Wills with Will Retain
 * are writes too. A write takes effect at some time between its publish and its acknowledgement, so two that overlap have no
 * order, but for those that one connection carried at one QoS.
 */
import type { WillEntry } from '../ledger/will-fate.ts';
import { rangeSet } from '../ledger/ranges.ts';
import { IntervalSet } from '../../base/interval-set.ts';
import { WILL_GRACE_US } from './cover.ts';
import type { FlowView } from './flow-view.ts';
import type { RunView } from './run-view.ts';
import { anyOf, common, EMPTY, without } from './sets.ts';

/** So long after it was read, a message without an acknowledgement must have taken effect. */
const READ_GRACE_US = 1_000_000;

/** Which rule proves that a value had been replaced: that of all writers, or that of one writer's stream. */
export type Staleness = 'by-any' | 'in-stream';

type WillTimes = Pick<WillEntry, 'earliestUs' | 'dueUs'>;

export class RetainedTopic {
  readonly #run: RunView;
  readonly #values: FlowView[] = [];
  readonly #clears: FlowView[] = [];
  /** Messages or Wills without a stamp are retained there, too: nobody can tell what was last. */
  hasUnknownWriters = false;

  constructor(run: RunView) {
    this.#run = run;
  }

  add(flow: FlowView, clears: boolean): void {
    (clears ? this.#clears : this.#values).push(flow);
  }

  get writers(): readonly FlowView[] {
    return [...this.#values, ...this.#clears];
  }

  /** Whether a value, at QoS 1 or 2, is retained for certain from before `fromUs` until after `untilUs`. */
  holds(fromUs: number, untilUs: number): boolean {
    if (this.hasUnknownWriters) return false;
    if (this.#values.some((flow) => flow.qos === 0 && flow.attempted.size > 0)) return false;
    const clearedUs = this.#lastClearUs(untilUs);
    return this.#values.some(
      (flow) =>
        !this.#mayExpire(flow, untilUs) &&
        common(this.#settledBefore(flow, fromUs), flow.invokedAfter(clearedUs)).size > 0,
    );
  }

  /** Whether message `seq` of `flow` had certainly been replaced or cleared before `subscribeUs`. */
  staleness(flow: FlowView, seq: number, subscribeUs: number): Staleness | undefined {
    const others = this.#values.length + this.#clears.length;
    if (others === 1 && seq === flow.attempted.last()) return undefined;
    const settledUs = this.#settledAt(flow, seq);
    if (this.writers.some((writer) => this.#wroteBetween(writer, settledUs, subscribeUs))) return 'by-any';
    return this.#replacedInStream(flow, seq, subscribeUs) ? 'in-stream' : undefined;
  }

  #wroteBetween(writer: FlowView, afterUs: number, beforeUs: number): boolean {
    if (afterUs >= beforeUs) return false;
    return common(writer.invokedAfter(afterUs), this.#settledBefore(writer, beforeUs)).size > 0;
  }

  /** Behind it on the same connection, at the same QoS, came another that was acknowledged in time. */
  #replacedInStream(flow: FlowView, seq: number, beforeUs: number): boolean {
    const { publisher, qos, isWill } = flow;
    if (isWill || !flow.ascending) return false;
    const fromUs = flow.notInvokedBefore(seq);
    if (this.#run.reconnectedBetween(publisher, fromUs, beforeUs)) return false;
    return this.writers.some((writer) => {
      if (writer.publisher !== publisher || writer.qos !== qos || writer.isWill) return false;
      const done = writer.completedBefore(beforeUs);
      if (writer === flow) return without(done, rangeSet(0, seq + 1)).size > 0;
      return common(done, writer.invokedAfter(flow.invokedBy(seq))).size > 0;
    });
  }

  /** When the last clear that may matter had taken effect; +∞ where that is not known. */
  #lastClearUs(untilUs: number): number {
    let lastUs = -Infinity;
    for (const flow of this.#clears) {
      const gone = anyOf([flow.unsent, flow.denied, flow.refused]);
      const tried = without(without(flow.attempted, gone), flow.invokedAfter(untilUs));
      if (without(tried, flow.ok).size > 0) return Infinity;
      const last = tried.last();
      if (last !== undefined) lastUs = Math.max(lastUs, flow.completedBy(rangeSet(0, last + 1)));
    }
    return lastUs;
  }

  #mayExpire({ flow, firstInvokedUs }: FlowView, untilUs: number): boolean {
    const seconds = this.#run.context.catalog.messageExpirySecondsOf?.(flow);
    return seconds !== undefined && untilUs > firstInvokedUs + seconds * 1_000_000;
  }

  /** Writes that had certainly taken effect before `tUs`. */
  #settledBefore(flow: FlowView, tUs: number): IntervalSet {
    if (!flow.isWill) return flow.qos === 0 ? this.#readBefore(flow, tUs) : flow.completedBefore(tUs);
    const settled = new IntervalSet();
    for (const { seq, fate, earliestUs, dueUs } of this.#run.wills.entries(flow.flow)) {
      const seenUs = this.#run.wills.firstSeenUs(flow.flow, seq) ?? Infinity;
      const isDue = fate === 'due' && dueUs + WILL_GRACE_US < tUs;
      // One that nobody has seen of those who must was never published, which is W1's.
      if (seenUs < tUs || (isDue && !(seenUs === Infinity && this.#isAwaited(flow, { earliestUs, dueUs }))))
        settled.add(seq);
    }
    return settled;
  }

  #isAwaited({ topic, qos }: FlowView, { earliestUs, dueUs }: WillTimes): boolean {
    return qos > 0 && this.#run.isSubscribed(topic, earliestUs, dueUs);
  }

  /**
   * QoS 0 may be lost on its way, but once it was received it counts (5:3.3.1-5, 5:3.3.1-6, 311:3.3.1-7). That its client may
   * write there at all, only the acknowledgement of another message shows.
   */
  #readBefore(flow: FlowView, tUs: number): IntervalSet {
    const { publisher } = flow;
    if (
      !this.writers.some((writer) => writer.publisher === publisher && writer.qos > 0 && writer.ok.size > 0)
    )
      return EMPTY;
    const { receipts } = this.#run;
    return flow.readBy((sentUs) => receipts.provenUs(publisher, sentUs) + READ_GRACE_US < tUs);
  }

  /** A time after which the write has certainly taken effect; +∞ where that is not known. */
  #settledAt(flow: FlowView, seq: number): number {
    if (flow.isWill) return this.#run.wills.firstSeenUs(flow.flow, seq) ?? Infinity;
    return flow.ok.has(seq) ? flow.completedBy(rangeSet(seq, seq + 1)) : Infinity;
  }
}
