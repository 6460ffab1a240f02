/** The Wills of a whole run: what was to become of each, and when it was first seen. */
import type { WillEntry } from '../ledger/will-fate.ts';
import type { WillLedgerState } from '../ledger/will-ledger.ts';

export class WillView {
  readonly #entries = new Map<number, Map<number, WillEntry>>();
  readonly #arrivals = new Map<number, Map<number, number>>();
  readonly #withdrawn = new Map<number, number>();
  /** Until then a Will that must not come would show. */
  readonly watchUntilUs: number;

  constructor(states: readonly WillLedgerState[]) {
    this.watchUntilUs = Math.max(-Infinity, ...states.map((state) => state.watchUntilUs));
    for (const { entries, arrivals, withdrawn } of states) {
      for (const entry of entries) inner(this.#entries, entry.flow).set(entry.seq, entry);
      for (const { flow, seq, tUs } of arrivals) {
        const seqs = inner(this.#arrivals, flow);
        seqs.set(seq, Math.min(tUs, seqs.get(seq) ?? Infinity));
      }
      for (const [flow, count] of withdrawn) this.#withdrawn.set(flow, count);
    }
  }

  /** Undefined: the connection stands, or we took our leave. */
  entry(flow: number, seq: number): WillEntry | undefined {
    return this.#entries.get(flow)?.get(seq);
  }

  entries(flow: number): Iterable<WillEntry> {
    return this.#entries.get(flow)?.values() ?? [];
  }

  /** When any client saw it first; undefined: nobody did. */
  firstSeenUs(flow: number, seq: number): number | undefined {
    return this.#arrivals.get(flow)?.get(seq);
  }

  /** Connections of the flow's client that ended with a DISCONNECT that withdraws their Will. */
  withdrawn(flow: number): number {
    return this.#withdrawn.get(flow) ?? 0;
  }
}

function inner<T>(outer: Map<number, Map<number, T>>, key: number): Map<number, T> {
  let map = outer.get(key);
  if (map === undefined) outer.set(key, (map = new Map<number, T>()));
  return map;
}
