import { highestAt, lowestAt, middleAt } from './buckets.ts';
import type { HistogramSummary } from './types.ts';
import { decodeV2, encodeV2 } from './v2-encoding.ts';
import type { SparseCounts } from './v2-encoding.ts';

export const EMPTY_SUMMARY: HistogramSummary = {
  count: 0,
  minUs: 0,
  meanUs: 0,
  p50Us: 0,
  p90Us: 0,
  p95Us: 0,
  p99Us: 0,
  p999Us: 0,
  p9999Us: 0,
  maxUs: 0,
};

/**
 * A histogram that was recorded elsewhere: read back, merged, asked for figures, on any thread and without WebAssembly.
 * Values that share a place are shown as the highest of them, the minimum as the lowest: at most 0.1 % off, never flattering.
 */
export class RecordedHistogram {
  readonly #counts: SparseCounts;
  #total: number;

  private constructor(counts: SparseCounts) {
    this.#counts = counts;
    this.#total = 0;
    for (const count of counts.values()) this.#total += count;
  }

  static empty(): RecordedHistogram {
    return new RecordedHistogram(new Map());
  }

  /** Reads the V2 compressed encoding in base64. Throws a BenchError `histogram-encoding` when it is not that. */
  static decode(encoded: string): RecordedHistogram {
    return new RecordedHistogram(decodeV2(encoded));
  }

  get count(): number {
    return this.#total;
  }

  add(other: RecordedHistogram): void {
    for (const [index, count] of other.#counts)
      this.#counts.set(index, (this.#counts.get(index) ?? 0) + count);
    this.#total += other.#total;
  }

  /** The value that `percentile` percent (0 … 100) of all values do not exceed, µs; 0 when empty. */
  percentileUs(percentile: number): number {
    return this.#valuesAt([percentile])[0] ?? 0;
  }

  /** The same at ascending percentiles, in one pass; empty when nothing was recorded. */
  percentilesUs(percentiles: readonly number[]): number[] {
    return this.#valuesAt(percentiles);
  }

  /**
   * How many values do not exceed each of `boundsUs`, which ascend. A place counts by the highest of its values, so that no
   * bound claims a value that may lie above it.
   */
  upTo(boundsUs: readonly number[]): number[] {
    const counts = boundsUs.map(() => 0);
    for (const [index, count] of this.#counts) {
      const at = boundsUs.findIndex((bound) => highestAt(index) <= bound);
      if (at >= 0) counts[at] = (counts[at] ?? 0) + count;
    }
    let sum = 0;
    return counts.map((count) => (sum += count));
  }

  encode(): string {
    return encodeV2(this.#counts);
  }

  summary(): HistogramSummary {
    if (this.#total === 0) return EMPTY_SUMMARY;
    const [p50Us = 0, p90Us = 0, p95Us = 0, p99Us = 0, p999Us = 0, p9999Us = 0, maxUs = 0] = this.#valuesAt([
      50, 90, 95, 99, 99.9, 99.99, 100,
    ]);
    const first = Math.min(...this.#counts.keys());
    const meanUs = this.#meanUs();
    return {
      count: this.#total,
      minUs: lowestAt(first),
      meanUs,
      p50Us,
      p90Us,
      p95Us,
      p99Us,
      p999Us,
      p9999Us,
      maxUs,
    };
  }

  #meanUs(): number {
    let sum = 0;
    for (const [index, count] of this.#counts) sum += middleAt(index) * count;
    return sum / this.#total;
  }

  /** Values at ascending percentiles, in one pass. */
  #valuesAt(percentiles: readonly number[]): number[] {
    const values: number[] = [];
    let reached = 0;
    for (const [index, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
      reached += count;
      while (
        values.length < percentiles.length &&
        reached >= this.#rankOf(percentiles[values.length] as number)
      ) {
        values.push(highestAt(index));
      }
    }
    return values;
  }

  /** How many values must be reached; a hair less than the product, whose rounding must not demand one more. */
  #rankOf(percentile: number): number {
    return Math.max(1, Math.ceil((Math.min(percentile, 100) / 100) * this.#total * (1 - 2 * Number.EPSILON)));
  }
}

/** Figures of an encoded histogram; all 0 where there is none. */
export function summarize(encoded: string | undefined): HistogramSummary {
  return encoded === undefined ? EMPTY_SUMMARY : RecordedHistogram.decode(encoded).summary();
}

/** One histogram of all that the given ones hold, encoded; undefined for none. */
export function mergeEncoded(encodings: readonly string[]): string | undefined {
  if (encodings.length === 0) return undefined;
  const merged = RecordedHistogram.empty();
  for (const encoded of encodings) merged.add(RecordedHistogram.decode(encoded));
  return merged.encode();
}
