const BARS = '▁▂▃▄▅▆▇█';
/** Nothing at all is not a small amount. */
const NOTHING = '·';

/** Bars from 0 to the highest value, which gets the full one; at most `width` of them. */
export function sparkline(values: readonly number[], width: number, fold: 'mean' | 'max'): string {
  const columns = foldInto(values, width, fold);
  const highest = Math.max(...columns, 0);
  return columns.map((value) => bar(value, highest)).join('');
}

function bar(value: number, highest: number): string {
  if (value <= 0) return NOTHING;
  return BARS[Math.min(BARS.length - 1, Math.floor((value / highest) * BARS.length))] ?? NOTHING;
}

/** Neighbours share a column where there are more values than columns. */
function foldInto(values: readonly number[], width: number, fold: 'mean' | 'max'): number[] {
  if (values.length <= width) return [...values];
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * values.length) / width);
    const to = Math.floor(((column + 1) * values.length) / width);
    const share = values.slice(from, to);
    return fold === 'max' ? Math.max(...share) : share.reduce((sum, value) => sum + value, 0) / share.length;
  });
}
