import type { Spread } from '../comparison.ts';

/** Median, least and most; undefined for no values. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) return undefined;
  const middle = sorted.length / 2;
  const [low = min, high = max] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return { median: (low + high) / 2, min, max };
}

/** Whether a value of one side could as well be one of the other. */
export function doOverlap(one: Spread, other: Spread): boolean {
  return one.min <= other.max && other.min <= one.max;
}
