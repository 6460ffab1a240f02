/** What publishers did: which messages of each flow were attempted, how they ended, and when. */
import { allSteps, type Steps } from '../../base/steps.ts';
import { IntervalSet } from '../../base/interval-set.ts';
import type { Outcome } from '../../history/observer.ts';
import { rangesOf, type Ranges } from './ranges.ts';
import { TimeMarks, type TimeMarksState } from './time-marks.ts';

/** One flow as plain data. Sequence numbers are those of its messages. */
export interface PublishedFlowState {
  readonly flow: number;
  /** All below it were attempted, but for `skipped`. */
  readonly next: number;
  /** False: sequence numbers were not published in ascending order, so nothing is known of their order. */
  readonly ascending: boolean;
  readonly skipped: Ranges;
  readonly ok: Ranges;
  /** Definitely without effect: not one whole packet left. */
  readonly unsent: Ranges;
  /** Refused with Not authorized, 0x87. */
  readonly denied: Ranges;
  /** Refused with any other Reason Code of 0x80 or more. */
  readonly refused: Ranges;
  /** `resent[j]`: sent at least j + 2 times. */
  readonly resent: readonly Ranges[];
  /** Sent again on a connection that resumed nothing: to the broker a new message. */
  readonly republished: Ranges;
  readonly lastInvokedUs: number;
  readonly lastCompletedUs: number;
  readonly marks: TimeMarksState;
}

/** Attempts of one message that are told apart; a message sent more often counts as sent without end. */
export const ATTEMPTS_MAX = 16;
const NOT_AUTHORIZED = 0x87;
const REFUSED = 0x80;
const MARKS_MAX = 256;
const MARKS_MIN = 16;
/** All flows of a thread together, in marks of 16 bytes. */
const MARKS_BUDGET = 2 ** 21;

const NONE: readonly never[] = [];

class PublishedFlow {
  next = 0;
  ascending = true;
  lastInvokedUs = -Infinity;
  lastCompletedUs = -Infinity;
  readonly marks: TimeMarks;
  readonly ok = new IntervalSet();
  skipped: IntervalSet | undefined;
  lateAttempts: IntervalSet | undefined;
  unsent: IntervalSet | undefined;
  denied: IntervalSet | undefined;
  refused: IntervalSet | undefined;
  resent: IntervalSet[] | undefined;
  republished: IntervalSet | undefined;
  /** What {@link PublishedFlow.toState} said; undefined: something has happened since. */
  state: PublishedFlowState | undefined;

  constructor(marksMax: number) {
    this.marks = new TimeMarks(marksMax);
  }

  /** A first attempt that is not the next in line. */
  attemptOutOfLine(seq: number): void {
    if (seq > this.next) {
      this.skipped ??= new IntervalSet();
      this.skipped.addRange(this.next, seq);
      this.next = seq + 1;
      return;
    }
    this.ascending = false;
    this.lateAttempts ??= new IntervalSet();
    this.lateAttempts.add(seq);
  }

  resend(seq: number, attempt: number): void {
    this.resent ??= [];
    for (let layer = 0; layer <= Math.min(attempt, ATTEMPTS_MAX) - 2; layer += 1) {
      this.resent[layer] ??= new IntervalSet();
      this.resent[layer]?.add(seq);
    }
  }

  /** Made once for as long as nothing more happens: a drain looks many times at flows that are over. */
  toState(flow: number): PublishedFlowState {
    return (this.state ??= this.#stateNow(flow));
  }

  #stateNow(flow: number): PublishedFlowState {
    const skipped = this.skipped?.minus(this.lateAttempts ?? new IntervalSet());
    return {
      flow,
      next: this.next,
      ascending: this.ascending,
      skipped: rangesOf(skipped),
      ok: rangesOf(this.ok),
      unsent: rangesOf(this.unsent),
      denied: rangesOf(this.denied),
      refused: rangesOf(this.refused),
      resent: this.resent?.map(rangesOf) ?? NONE,
      republished: rangesOf(this.republished),
      lastInvokedUs: this.lastInvokedUs,
      lastCompletedUs: this.lastCompletedUs,
      marks: this.marks.toState(),
    };
  }
}

export class PublishLedger {
  readonly #flows: (PublishedFlow | undefined)[] = [];
  readonly #used: number[] = [];
  readonly #marksMax: number;

  constructor(flowCount: number) {
    const share = 2 ** Math.floor(Math.log2(MARKS_BUDGET / Math.max(1, flowCount)));
    this.#marksMax = Math.max(MARKS_MIN, Math.min(MARKS_MAX, share));
  }

  /** `resumed`: the connection it goes out on resumed a session; only asked for when `attempt` is above 1. */
  invoked(flow: number, seq: number, attempt: number, tUs: number, resumed: boolean): void {
    const published = this.#flows[flow] ?? this.#open(flow);
    published.state = undefined;
    if (attempt > 1) {
      published.resend(seq, attempt);
      if (!resumed) (published.republished ??= new IntervalSet()).add(seq);
    }
    if (seq === published.next) published.next = seq + 1;
    else if (attempt === 1 || seq > published.next) published.attemptOutOfLine(seq);
    published.lastInvokedUs = tUs;
    published.marks.invoked(seq, tUs);
  }

  completed(flow: number, seq: number, outcome: Outcome, reasonCode: number, tUs: number): void {
    if (outcome === 'info') return;
    const published = this.#flows[flow] ?? this.#open(flow);
    published.state = undefined;
    if (outcome === 'ok') {
      published.ok.add(seq);
      if (tUs > published.lastCompletedUs) published.lastCompletedUs = tUs;
      published.marks.completed(seq, tUs);
      return;
    }
    if (reasonCode === NOT_AUTHORIZED) (published.denied ??= new IntervalSet()).add(seq);
    else if (reasonCode >= REFUSED) (published.refused ??= new IntervalSet()).add(seq);
    else (published.unsent ??= new IntervalSet()).add(seq);
  }

  toState(): PublishedFlowState[] {
    return allSteps(this.toStateInSteps());
  }

  *toStateInSteps(): Steps<PublishedFlowState[]> {
    const states: PublishedFlowState[] = [];
    for (const flow of this.#used) {
      states.push((this.#flows[flow] as PublishedFlow).toState(flow));
      yield;
    }
    return states;
  }

  /** Makes the flow known, whether or not anything is published in it. */
  open(flow: number): void {
    if (this.#flows[flow] === undefined) this.#open(flow);
  }

  #open(flow: number): PublishedFlow {
    const published = new PublishedFlow(this.#marksMax);
    this.#flows[flow] = published;
    this.#used.push(flow);
    return published;
  }
}
