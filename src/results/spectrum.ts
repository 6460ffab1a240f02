import { RecordedHistogram } from '../metrics/recorded.ts';

/** One point of a percentile spectrum. */
export interface SpectrumPoint {
  /** In percent; 100 is the maximum. */
  readonly percentile: number;
  /** How many nines the percentile has: 1 at 90 %, 2 at 99 %; the maximum has those of one value in twice as many. */
  readonly nines: number;
  readonly us: number;
}

export interface Spectrum {
  readonly count: number;
  /** Ascending, the maximum last; empty when nothing was recorded. */
  readonly points: readonly SpectrumPoint[];
}

const STEPS_PER_NINE = 10;

/**
 * The percentiles of an encoded histogram, evenly spread over the nines, as far as there are values that can tell them apart:
 * no point lies beyond the last single value, so that no tail is made up.
 */
export function percentileSpectrum(encoded: string): Spectrum {
  const recorded = RecordedHistogram.decode(encoded);
  const { count } = recorded;
  if (count === 0) return { count, points: [] };
  const steps = Math.floor(Math.log10(count) * STEPS_PER_NINE + 1e-9);
  const nines = Array.from({ length: steps + 1 }, (_, step) => step / STEPS_PER_NINE);
  const percentiles = nines.map((one) => 100 * (1 - 10 ** -one));
  const values = recorded.percentilesUs([...percentiles, 100]);
  const points = percentiles.map((percentile, at) => ({
    percentile,
    nines: nines[at] ?? 0,
    us: values[at] ?? 0,
  }));
  return {
    count,
    points: [...points, { percentile: 100, nines: Math.log10(2 * count), us: values.at(-1) ?? 0 }],
  };
}
