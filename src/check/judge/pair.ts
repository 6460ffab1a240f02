/** One session and one flow: where what was published meets what was received. */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { DrainEnded } from '../../history/observer.ts';
import type { QoS } from '../../protocol/constants.ts';
import type { OddSample, Oddity } from '../ledger/oddity.ts';
import { WILL_GRACE_US, type Cover } from './cover.ts';
import type { FlowView } from './flow-view.ts';
import type { Replay } from './replay.ts';
import type { TopicReads } from './replays.ts';
import type { RecordView } from './record-view.ts';
import type { SessionView } from './session-view.ts';
import { anyOf, common, inAtLeast } from './sets.ts';

export class Pair {
  readonly session: SessionView;
  readonly flow: FlowView;
  /** One for each subscription of the session whose filter matches the topic. */
  readonly covers: readonly Cover[];
  /** One for each delivered QoS. */
  readonly records: readonly RecordView[];
  /** Received at any QoS, in whatever way. */
  readonly received: IntervalSet;
  /** What some subscription may bring. */
  readonly may: IntervalSet;
  /** What came with RETAIN, in the order in which it came. */
  replays: readonly Replay[] = [];
  /** The session and this topic, where something is retained on it or came with RETAIN. */
  reads: TopicReads | undefined;
  #must: IntervalSet | undefined;
  #owed: IntervalSet | undefined;
  #owedEarly: IntervalSet | undefined;

  constructor(
    session: SessionView,
    flow: FlowView,
    covers: readonly Cover[],
    records: readonly RecordView[],
  ) {
    this.session = session;
    this.flow = flow;
    this.covers = covers;
    this.records = records;
    this.received = anyOf(records.map((record) => record.received));
    this.may = anyOf(covers.map((cover) => cover.may));
  }

  /** Whether a shared subscription may bring some of it: then neither order nor numbers are promised. */
  get shared(): boolean {
    return this.covers.some((cover) => cover.window.shared);
  }

  /** Messages that at least `count` subscriptions may bring at `qos`. */
  mayBring(qos: QoS, count: number): IntervalSet {
    const sets = this.covers.filter((cover) => cover.effective.includes(qos)).map((cover) => cover.may);
    return inAtLeast(sets, count);
  }

  /** Messages that must arrive at QoS 1 or 2 sooner or later, whether or not a drain proves it. */
  get must(): IntervalSet {
    return (this.#must ??= anyOf(this.#firm().map((cover) => cover.must)));
  }

  /** Messages that must have arrived by the end of a drain that waited for them in vain. */
  get owed(): IntervalSet {
    return (this.#owed ??= this.#drainedBy((cover) => cover.window.drain));
  }

  /** Messages that should have arrived by the end of a drain that thought everything had. */
  get owedEarly(): IntervalSet {
    return (this.#owedEarly ??= this.#drainedBy((cover) => cover.window.earlyDrain));
  }

  /** What came after the drain that waited for it had ended. */
  get late(): IntervalSet {
    return common(this.owed, anyOf(this.records.map((record) => record.late)));
  }

  sample(oddity: Oddity, among: IntervalSet): OddSample | undefined {
    return this.session
      .samples(this.flow.flow)
      .find((sample) => sample.oddity === oddity && among.has(sample.seq));
  }

  /** Covers that bring everything at QoS 1 or 2. */
  #firm(): readonly Cover[] {
    return this.covers.filter((cover) => (cover.effective[0] ?? 0) > 0 && cover.must.size > 0);
  }

  /** What was complete before then must have arrived when the drain ended. A Will may come due while it lasts. */
  #waitedForUs({ startedUs, tUs }: DrainEnded): number {
    if (!this.flow.isWill) return startedUs;
    return tUs - Math.min(WILL_GRACE_US, (tUs - startedUs) / 2);
  }

  #drainedBy(drainOf: (cover: Cover) => DrainEnded | undefined): IntervalSet {
    const sets: IntervalSet[] = [];
    for (const cover of this.#firm()) {
      const drain = drainOf(cover);
      if (drain !== undefined)
        sets.push(common(this.flow.completedBefore(this.#waitedForUs(drain)), cover.must));
    }
    return anyOf(sets);
  }
}
