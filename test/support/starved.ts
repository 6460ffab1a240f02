/** What a run says when the machine that it runs on was too busy for a verdict. */
const STARVED = /the load generator itself was the bottleneck/u;

/** Whether it was: or so slow that nothing but latencies is red. */
export function isStarved({ code, out }: { readonly code: number | null; readonly out: string }): boolean {
  if (code === 4) return STARVED.test(out);
  const red = out.split('\n').filter((line) => line.startsWith('  ✗'));
  return code === 1 && red.length > 0 && red.every((line) => /\.latency\./u.test(line));
}

/** A search for capacity ends where the load generator does, too. */
export const CAPACITY_LINE = /^mqtt-bench capacity /u;
