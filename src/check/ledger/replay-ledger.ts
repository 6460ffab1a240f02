/** What came with RETAIN: which value of which flow, at which session, and when. Flat memory, 20 bytes each. */
import type { Delivery } from '../../history/observer.ts';
import type { LiveSession } from './live-session.ts';

export interface ReplayLedgerState {
  readonly sessions: Uint32Array;
  readonly flows: Uint32Array;
  readonly seqs: Uint32Array;
  readonly times: Float64Array;
  /** Those that there was no room for. */
  readonly omitted: number;
}

const REPLAYS_AT_FIRST = 256;
const REPLAYS_MAX = 4_000_000;
/** How far back the first copy of a packet that is sent again may lie. */
const RESENDS_BACK = 10_000;

export class ReplayLedger {
  #sessions = new Uint32Array(REPLAYS_AT_FIRST);
  #flows = new Uint32Array(REPLAYS_AT_FIRST);
  #seqs = new Uint32Array(REPLAYS_AT_FIRST);
  #times = new Float64Array(REPLAYS_AT_FIRST);
  #count = 0;
  #omitted = 0;

  /** A message of ours came with RETAIN. */
  add({ state }: LiveSession, { flow, seq, dup, tUs }: Readonly<Delivery>): void {
    if (dup && this.#isKnown(state.id, flow, seq)) return;
    if (this.#count >= REPLAYS_MAX) {
      this.#omitted += 1;
      return;
    }
    if (this.#count >= this.#times.length) this.#grow();
    const at = this.#count;
    this.#count += 1;
    this.#sessions[at] = state.id;
    this.#flows[at] = flow;
    this.#seqs[at] = seq;
    this.#times[at] = tUs;
  }

  toState(): ReplayLedgerState {
    const count = this.#count;
    return {
      sessions: this.#sessions.slice(0, count),
      flows: this.#flows.slice(0, count),
      seqs: this.#seqs.slice(0, count),
      times: this.#times.slice(0, count),
      omitted: this.#omitted,
    };
  }

  /** Sent again after a resume: no replay of its own. */
  #isKnown(session: number, flow: number, seq: number): boolean {
    const oldest = Math.max(0, this.#count - RESENDS_BACK);
    for (let at = this.#count - 1; at >= oldest; at -= 1)
      if (this.#sessions[at] === session && this.#flows[at] === flow && this.#seqs[at] === seq) return true;
    return false;
  }

  #grow(): void {
    const size = this.#times.length * 2;
    this.#sessions = grown(this.#sessions, new Uint32Array(size));
    this.#flows = grown(this.#flows, new Uint32Array(size));
    this.#seqs = grown(this.#seqs, new Uint32Array(size));
    const times = new Float64Array(size);
    times.set(this.#times);
    this.#times = times;
  }
}

function grown(old: Uint32Array, larger: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  larger.set(old);
  return larger;
}
