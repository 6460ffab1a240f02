/** Deliveries that look like the Wills of some clients and bear no stamp: known by topic and payload, and counted. */
import type { Delivery } from '../../history/observer.ts';
import type { LiveSession } from './live-session.ts';

/** What one session got of one text under one topic. */
export interface TextWillArrivals {
  readonly session: number;
  /** The first of the flows whose Wills look like that. */
  readonly flow: number;
  /** Without RETAIN. */
  live: number;
  /** When the first of them came, µs. */
  readonly timesUs: number[];
}

const TIMES_MAX = 64;
const KINDS_MAX = 1_000_000;

export class TextWillLedger {
  readonly #arrivals = new Map<string, TextWillArrivals>();
  #omitted = 0;

  add({ state }: LiveSession, flow: number, { retain, dup, tUs }: Readonly<Delivery>): void {
    if (retain || dup) return;
    const key = `${state.id} ${flow}`;
    let arrivals = this.#arrivals.get(key);
    if (arrivals === undefined) {
      if (this.#arrivals.size >= KINDS_MAX) {
        this.#omitted += 1;
        return;
      }
      this.#arrivals.set(key, (arrivals = { session: state.id, flow, live: 0, timesUs: [] }));
    }
    arrivals.live += 1;
    if (arrivals.timesUs.length < TIMES_MAX) arrivals.timesUs.push(tUs);
  }

  get omitted(): number {
    return this.#omitted;
  }

  toState(): TextWillArrivals[] {
    return [...this.#arrivals.values()].map((one) => ({ ...one, timesUs: [...one.timesUs] }));
  }
}
