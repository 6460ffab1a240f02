/** Buckets of a factor of √2 from 1 µs: enough to judge a limit, 64 numbers in all. */
const BUCKETS = 64;

/**
 * How late the pacer itself came to its due messages: the generator's own fault, unlike `send.lag`, in which a target that
 * takes no more has its part.
 */
export class LagMeter {
  readonly #buckets = new Float64Array(BUCKETS);
  #count = 0;

  record(lagUs: number): void {
    const bucket = lagUs <= 1 ? 0 : Math.min(BUCKETS - 1, Math.ceil(2 * Math.log2(lagUs)));
    this.#buckets[bucket] = (this.#buckets[bucket] as number) + 1;
    this.#count += 1;
  }

  get buckets(): readonly number[] {
    return [...this.#buckets];
  }

  get count(): number {
    return this.#count;
  }
}

/** Upper bound in µs of the given quantile over the meters' added buckets; 0 when nothing was recorded. */
export function lagQuantileUs(meters: readonly (readonly number[])[], quantile: number): number {
  const sums = Array.from({ length: BUCKETS }, (_, i) =>
    meters.reduce((sum, buckets) => sum + (buckets[i] ?? 0), 0),
  );
  const total = sums.reduce((a, b) => a + b, 0);
  if (total === 0) return 0;
  let seen = 0;
  for (const [i, count] of sums.entries()) {
    seen += count;
    if (seen >= total * quantile) return 2 ** (i / 2);
  }
  return 2 ** ((BUCKETS - 1) / 2);
}
