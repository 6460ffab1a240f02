/** When the k-th message of all members together is due: closed forms, so that every thread computes the same. */
import type { Arrivals } from './types.ts';

const SECOND_US = 1_000_000;
/** Products of rates and durations are a little off in binary: 9999.999999999 messages are 10000. */
const ROUNDING = 1e-7;

/** Arrivals that follow a clock. */
export type PacedArrivals = Exclude<Arrivals, { kind: 'unpaced' }>;

/** Messages expected of all members in the whole step: exact for constant and ramp, the mean for Poisson, rounded. */
export function arrivalCount(arrivals: PacedArrivals, memberCount: number, countPerMember?: number): number {
  const limit = countPerMember === undefined ? Number.POSITIVE_INFINITY : countPerMember * memberCount;
  const exact = arrivalsBy(arrivals, arrivals.durationUs);
  const due = arrivals.kind === 'poisson' ? Math.round(exact) : Math.ceil(exact - ROUNDING);
  return Math.min(due, limit);
}

/** The integral of the rate from 0 to `timeUs`. */
function arrivalsBy(arrivals: PacedArrivals, timeUs: number): number {
  if (arrivals.kind !== 'ramp') return (arrivals.ratePerSecond * timeUs) / SECOND_US;
  const { fromRatePerSecond: from, toRatePerSecond: to, durationUs } = arrivals;
  return ((from + ((to - from) * timeUs) / durationUs / 2) * timeUs) / SECOND_US;
}

/** Offset of arrival `k` (from 0) in µs; arrival 0 is due at once. Not for Poisson. */
export function arrivalTimeUs(arrivals: PacedArrivals, k: number): number {
  if (arrivals.kind !== 'ramp') return (k * SECOND_US) / arrivals.ratePerSecond;
  return rampTimeUs(arrivals, k);
}

/**
 * Solves  from·t + slope·t²/2 = k  for t in seconds, in the form that does not cancel:
 * t = 2k / (from + √(from² + 2·slope·k)).
 */
function rampTimeUs(arrivals: Extract<Arrivals, { kind: 'ramp' }>, k: number): number {
  if (k === 0) return 0;
  const { fromRatePerSecond: from, toRatePerSecond: to, durationUs } = arrivals;
  const slope = ((to - from) * SECOND_US) / durationUs;
  const root = Math.sqrt(Math.max(0, from * from + 2 * slope * k));
  return Math.min(durationUs, (2 * k * SECOND_US) / (from + root));
}
