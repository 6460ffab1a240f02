/** Figures of repeated, paired runs. */

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** NaN of no values at all. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >>> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Undefined of no values at all. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  return {
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    count: values.length,
  };
}

/** One figure of one round; absent where the run failed. */
export type Round = number | undefined;

/**
 * Ratios of the runs of the same round: what disturbs the machine for minutes disturbs both halves of a pair.
 * Rounds of which one half is missing count for nothing.
 */
export function pairedRatios(ours: readonly Round[], theirs: readonly Round[]): number[] {
  const ratios: number[] = [];
  for (const [round, our] of ours.entries()) {
    const their = theirs[round];
    if (our !== undefined && their !== undefined && their > 0) ratios.push(our / their);
  }
  return ratios;
}
