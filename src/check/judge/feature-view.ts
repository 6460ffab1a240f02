/** What one part knows of properties, expiry and identifiers, found by session and flow. */
import type { ExpiryArrivals, WaitedMessages } from '../ledger/expiry-ledger.ts';
import type { FeatureState } from '../ledger/feature-ledger.ts';
import type { IdentifiedMessages } from '../ledger/identifier-ledger.ts';
import { groupBy } from './group-by.ts';

interface OfFlow {
  readonly session: number;
  readonly flow: number;
}

const NONE: readonly never[] = [];

export class FeatureView {
  readonly #waited: ReadonlyMap<string, readonly WaitedMessages[]>;
  readonly #arrivals: ReadonlyMap<string, readonly ExpiryArrivals[]>;
  readonly #identified: ReadonlyMap<string, readonly IdentifiedMessages[]>;

  constructor({ expiry, identifiers }: FeatureState) {
    this.#waited = groupBy(expiry.waited, keyOf);
    this.#arrivals = groupBy(expiry.arrivals, keyOf);
    this.#identified = groupBy(identifiers.messages, keyOf);
  }

  waited(session: number, flow: number): readonly WaitedMessages[] {
    return this.#waited.get(keyOf({ session, flow })) ?? NONE;
  }

  arrivals(session: number, flow: number): ExpiryArrivals | undefined {
    return this.#arrivals.get(keyOf({ session, flow }))?.[0];
  }

  identified(session: number, flow: number): readonly IdentifiedMessages[] {
    if (this.#identified.size === 0) return NONE;
    return this.#identified.get(keyOf({ session, flow })) ?? NONE;
  }
}

function keyOf({ session, flow }: OfFlow): string {
  return `${session} ${flow}`;
}
