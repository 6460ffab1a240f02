/**
 * Which values HdrHistogram tells apart with 3 significant digits and a unit of 1 µs.
 *
 *   place 0 … 2047      the values 0 … 2047 themselves
 *   then 1024 places for each doubling: 2048 … 4095 in steps of 2, 4096 … 8191 in steps of 4, …
 */
export const SIGNIFICANT_DIGITS = 3;

/** Highest value that is told apart: a day, in µs. Longer ones are recorded as a day. */
export const VALUE_MAX_US = 86_400_000_000;

const HALF = 1024;

/** How many places there are up to and with {@link VALUE_MAX_US}. */
export const INDEX_COUNT = HALF * (Math.ceil(Math.log2(VALUE_MAX_US / (2 * HALF))) + 2);

/** Width of the values that share a place. */
function widthAt(index: number): number {
  return index < 2 * HALF ? 1 : 2 ** (Math.floor(index / HALF) - 1);
}

export function lowestAt(index: number): number {
  return index < 2 * HALF ? index : ((index % HALF) + HALF) * widthAt(index);
}

export function highestAt(index: number): number {
  return lowestAt(index) + widthAt(index) - 1;
}

export function middleAt(index: number): number {
  return lowestAt(index) + Math.floor(widthAt(index) / 2);
}
