/** The figures of a run at one moment, made ready for those who pass them on. Plain data. */
import { RecordedHistogram } from '../recorded.ts';
import { HISTOGRAM_NAMES, type HistogramName, type MetricsSnapshot } from '../types.ts';

export interface LiveHistogram {
  readonly count: number;
  readonly sumUs: number;
  /** How many values do not exceed each of {@link BOUNDS_US}. */
  readonly upTo: readonly number[];
}

export interface LiveRun {
  /** What tells runs apart; the same few for all series of a run. */
  readonly labels: Readonly<Record<string, string>>;
  /** Facts of the run that no series needs. */
  readonly facts: Readonly<Record<string, string>>;
  /** Wall-clock milliseconds. */
  readonly startedMs: number;
  readonly atMs: number;
  readonly elapsedUs: number;
  readonly clientsConnected: number;
  readonly clientsTotal: number;
  readonly counters: MetricsSnapshot['counters'];
  readonly histograms: Readonly<Partial<Record<HistogramName, LiveHistogram>>>;
}

/** From a tenth of a millisecond to a minute. */
export const BOUNDS_US: readonly number[] = [
  100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
  5_000_000, 10_000_000, 30_000_000, 60_000_000,
];

/** Reads the histograms, one for each step, for each takes about a millisecond. */
export function* liveHistogramsInSteps(
  histograms: MetricsSnapshot['histograms'],
): Generator<undefined, LiveRun['histograms']> {
  const read: Partial<Record<HistogramName, LiveHistogram>> = {};
  for (const name of HISTOGRAM_NAMES) {
    const encoded = histograms[name];
    if (encoded === undefined) continue;
    const recorded = RecordedHistogram.decode(encoded);
    const { count, meanUs } = recorded.summary();
    read[name] = { count, sumUs: meanUs * count, upTo: recorded.upTo(BOUNDS_US) };
    yield;
  }
  return read;
}
