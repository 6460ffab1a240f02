/**
 * Empty messages that came to subscribers of the topics that they clear. They are messages like any other, but bear no stamp:
 * they are known by their topic, and counted.
 */
import type { FlowCatalog } from '../../history/flow-catalog.ts';
import type { Delivery } from '../../history/observer.ts';
import type { LiveSession } from './live-session.ts';
import { asksFor, clearedTopics, keepsRetain } from './stray-ledger.ts';

/** What one session got under one topic, repeats included. */
export interface ClearArrivals {
  readonly session: number;
  readonly topic: string;
  count: number;
}

export interface ClearLedgerState {
  readonly arrivals: readonly ClearArrivals[];
  /** Those that there was no room for. */
  readonly omitted: number;
}

const KINDS_MAX = 1_000_000;

export class ClearLedger {
  readonly #catalog: FlowCatalog;
  readonly #arrivals = new Map<string, ClearArrivals>();
  #topics: ReadonlySet<string> | undefined;
  #omitted = 0;

  constructor(catalog: FlowCatalog) {
    this.#catalog = catalog;
  }

  /** Counts an empty message that was asked for; false for anything else, and for one that passes for a Retained Message. */
  takes(live: LiveSession, { payloadBytes, topic, retain }: Readonly<Delivery>): boolean {
    if (payloadBytes > 0 || topic === undefined) return false;
    if (!(this.#topics ??= clearedTopics(this.#catalog)).has(topic) || !asksFor(live, topic)) return false;
    if (retain && !keepsRetain(live, topic)) return false;
    this.#count(live.state.id, topic);
    return true;
  }

  toState(): ClearLedgerState {
    return { arrivals: [...this.#arrivals.values()].map((one) => ({ ...one })), omitted: this.#omitted };
  }

  #count(session: number, topic: string): void {
    const key = clearKey(session, topic);
    const known = this.#arrivals.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#arrivals.size >= KINDS_MAX) this.#omitted += 1;
    else this.#arrivals.set(key, { session, topic, count: 1 });
  }
}

export function clearKey(session: number, topic: string): string {
  return `${session} ${topic}`;
}
