import type { SegmentStatus } from './segment-handle.ts';

/** Statuses closer together say more of chance than of a rate. */
const GAP_MIN_US = 150_000;

export interface LiveRates {
  readonly sentPerSecond: number;
  readonly receivedPerSecond: number;
}

interface Seen extends LiveRates {
  readonly status: SegmentStatus;
}

/**
 * Rates of all segments together. Each segment's are taken between the moments at which it counted, because its numbers may
 * be older than the moment at which somebody looks at them.
 */
export class RateMeter {
  readonly #seen: Seen[] = [];

  update(statuses: readonly SegmentStatus[]): LiveRates {
    const rates = statuses.map((status, i) => this.#segment(i, status));
    return {
      sentPerSecond: rates.reduce((sum, each) => sum + each.sentPerSecond, 0),
      receivedPerSecond: rates.reduce((sum, each) => sum + each.receivedPerSecond, 0),
    };
  }

  #segment(i: number, status: SegmentStatus): LiveRates {
    const before = this.#seen[i];
    if (before === undefined) {
      this.#seen[i] = { status, sentPerSecond: 0, receivedPerSecond: 0 };
      return { sentPerSecond: 0, receivedPerSecond: 0 };
    }
    const elapsedUs = status.atUs - before.status.atUs;
    if (elapsedUs < GAP_MIN_US) return before;
    const perSecond = (from: number, to: number): number => ((to - from) / elapsedUs) * 1_000_000;
    const rates = {
      sentPerSecond: perSecond(before.status.sent, status.sent),
      receivedPerSecond: perSecond(before.status.received, status.received),
    };
    this.#seen[i] = { status, ...rates };
    return rates;
  }
}
