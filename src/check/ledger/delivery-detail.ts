/** What a delivery record cannot hold: gaps, repeats and everything odd. Most records never have one. */
import { IntervalSet } from '../../base/interval-set.ts';
import type { Oddity } from './oddity.ts';
import { rangesOf, type Ranges } from './ranges.ts';

/** Copies of one message that are told apart. */
export const COPIES_MAX = 32;

/** Of all that have none, which most do. */
const NONE: readonly never[] = [];

export interface DeliveryDetailState {
  readonly earlier: Ranges;
  /** Read from a connection that had been replaced; they count as received and for nothing else. */
  readonly stale: Ranges;
  /** Came with RETAIN. */
  readonly retained: Ranges;
  /** Answered with a Reason Code of 0x80 or more. */
  readonly refused: Ranges;
  /** `copies[j]`: at least j + 2 copies. */
  readonly copies: readonly Ranges[];
  readonly oddities: readonly (readonly [Oddity, Ranges])[];
  /** PUBLISH packets that were no first copy. */
  readonly repeats: number;
  /** What had been received when the last incomplete drain ended; undefined: nothing came since. */
  readonly atDrain: Ranges | undefined;
}

export class DeliveryDetail {
  readonly earlier = new IntervalSet();
  stale: IntervalSet | undefined;
  retained: IntervalSet | undefined;
  refused: IntervalSet | undefined;
  readonly copies: IntervalSet[] = [];
  #oddities: Map<Oddity, IntervalSet> | undefined;
  repeats = 0;
  atDrain: IntervalSet | undefined;
  /** Not first copies in order, but seen on the record's present connection. */
  #here: IntervalSet | undefined;
  /** The highest of them, or -1. */
  highestHere = -1;

  enterConnection(): void {
    this.#here = undefined;
    this.highestHere = -1;
  }

  seeHere(seq: number): void {
    (this.#here ??= new IntervalSet()).add(seq);
    this.highestHere = Math.max(this.highestHere, seq);
  }

  wasSeenHere(seq: number): boolean {
    return this.#here?.has(seq) ?? false;
  }

  addCopy(seq: number): void {
    const layer = this.copies.find((set) => !set.has(seq));
    if (layer !== undefined) layer.add(seq);
    else if (this.copies.length < COPIES_MAX - 1) this.copies.push(single(seq));
  }

  addOddity(oddity: Oddity, seq: number): void {
    const oddities = (this.#oddities ??= new Map<Oddity, IntervalSet>());
    const set = oddities.get(oddity);
    if (set === undefined) oddities.set(oddity, single(seq));
    else set.add(seq);
  }

  toState(): DeliveryDetailState {
    return {
      earlier: rangesOf(this.earlier),
      stale: rangesOf(this.stale),
      retained: rangesOf(this.retained),
      refused: rangesOf(this.refused),
      copies: this.copies.length === 0 ? NONE : this.copies.map(rangesOf),
      oddities:
        this.#oddities === undefined ? NONE : [...this.#oddities].map(([name, set]) => [name, rangesOf(set)]),
      repeats: this.repeats,
      atDrain: this.atDrain === undefined ? undefined : rangesOf(this.atDrain),
    };
  }
}

function single(seq: number): IntervalSet {
  const set = new IntervalSet();
  set.add(seq);
  return set;
}
