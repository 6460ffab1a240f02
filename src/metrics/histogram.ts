import { build, encodeIntoCompressedBase64, initWebAssembly } from 'hdr-histogram-js';
import type { Histogram as HdrHistogram } from 'hdr-histogram-js';
import { SIGNIFICANT_DIGITS, VALUE_MAX_US } from './buckets.ts';
import { RecordedHistogram } from './recorded.ts';
import type { HistogramSummary } from './types.ts';

/** Where a fresh histogram starts, µs; it grows by itself. */
const INITIAL_RANGE_US = 4_000_000;

let ready: Promise<void> | undefined;

/**
 * Loads the WebAssembly behind {@link Histogram}; once per thread, before the first one. Calling it again does nothing: the
 * library would load a second memory beside one that is still on its way, and mix up the histograms of both.
 */
export function initHistograms(): Promise<void> {
  return (ready ??= initWebAssembly());
}

/** Records durations in whole microseconds. Its memory lies outside the garbage collector's sight until {@link destroy}. */
export class Histogram {
  readonly #histogram: HdrHistogram = build({
    bitBucketSize: 32,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: INITIAL_RANGE_US,
    numberOfSignificantValueDigits: SIGNIFICANT_DIGITS,
    useWebAssembly: true,
  });

  get count(): number {
    return this.#histogram.totalCount;
  }

  /** Negative values (and NaN) count as 0: both only come from clock reading order. */
  record(us: number): void {
    this.#histogram.recordValue(wholeUs(us));
  }

  /** Records the same value `count` times. */
  recordCount(us: number, count: number): void {
    this.#histogram.recordValueWithCount(wholeUs(us), count);
  }

  /** The value that `percentile` percent (0 … 100) of all values do not exceed, µs; 0 when empty. */
  percentileUs(percentile: number): number {
    return this.count === 0 ? 0 : this.#histogram.getValueAtPercentile(percentile);
  }

  reset(): void {
    this.#histogram.reset();
  }

  /** HdrHistogram V2 compressed, base64: {@link RecordedHistogram} reads it, on any thread and without WebAssembly. */
  encode(): string {
    return encodeIntoCompressedBase64(this.#histogram);
  }

  summary(): HistogramSummary {
    return RecordedHistogram.decode(this.encode()).summary();
  }

  destroy(): void {
    this.#histogram.destroy();
  }
}

/** The WebAssembly build refuses what is not a whole number within an unsigned range. */
function wholeUs(us: number): number {
  if (!(us > 0)) return 0;
  return us < VALUE_MAX_US ? Math.round(us) : VALUE_MAX_US;
}
