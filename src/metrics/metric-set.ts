import { namedCounters } from './counters.ts';
import type { CounterIndex } from './counters.ts';
import { Histogram } from './histogram.ts';
import { ReasonCounts } from './reasons.ts';
import { SteadyWindow } from './steady.ts';
import { Timeline } from './timeline.ts';
import { COUNTER_NAMES } from './types.ts';
import type { HistogramName, MetricsSnapshot } from './types.ts';

/** Figures so far that cost next to nothing to read: for progress and for thresholds that abort. */
export interface LiveFigures {
  readonly e2eP99Us: number;
  readonly e2eCount: number;
}

/**
 * All that one thread measures. Times are µs of the run's clock. {@link initHistograms} comes first.
 * `count` and `record` are the hot path; everything else is called a few times a second at most.
 */
export class MetricSet {
  readonly #counters = new Float64Array(COUNTER_NAMES.length);
  readonly #histograms = new Map<HistogramName, Histogram>();
  readonly #reasons = new ReasonCounts();
  readonly #steady = new SteadyWindow(this.#counters);
  readonly #timeline: Timeline;

  /** Second 0 of the timeline is at `startedUs`. `alone`: no other thread's figures will be merged with these. */
  constructor(startedUs = 0, alone = false) {
    this.#timeline = new Timeline(startedUs, this.#counters, alone);
  }

  count(counter: CounterIndex, by = 1): void {
    this.#counters[counter] = (this.#counters[counter] as number) + by;
  }

  value(counter: CounterIndex): number {
    return this.#counters[counter] as number;
  }

  record(name: HistogramName, us: number): void {
    let histogram = this.#histograms.get(name);
    if (histogram === undefined) this.#histograms.set(name, (histogram = new Histogram()));
    histogram.record(us);
    if (name === 'e2e.latency') this.#timeline.recordE2e(us);
  }

  /** Counts a reason code or error by its name. */
  reason(name: string, by = 1): void {
    this.#reasons.add(name, by);
  }

  /** Several times a second; `connected` is the number of clients up. */
  tick(nowUs: number, connected: number): void {
    this.#timeline.tick(nowUs, connected);
  }

  /** From here on messages are due, warm-up over. Calls nest. */
  steadyBegan(nowUs: number): void {
    this.#steady.begin(nowUs);
  }

  steadyEnded(nowUs: number): void {
    this.#steady.end(nowUs);
  }

  live(): LiveFigures {
    const e2e = this.#histograms.get('e2e.latency');
    return { e2eP99Us: e2e?.percentileUs(99) ?? 0, e2eCount: e2e?.count ?? 0 };
  }

  /** The last second's row, and an end to whatever window is open. Once, when the run is over. */
  finish(nowUs: number, connected: number): void {
    this.#timeline.finish(nowUs, connected);
    this.#steady.finish(nowUs);
  }

  snapshot(): MetricsSnapshot {
    return {
      ...this.#figures(this.#steady.totalUs, this.#steady.grown),
      timeline: [...this.#timeline.rows],
      reasons: this.#reasons.toRecord(),
    };
  }

  /** What thresholds read while the run lasts: open windows count up to now, and the timeline is left out. */
  liveSnapshot(nowUs: number): MetricsSnapshot {
    const { totalUs, grown } = this.#steady.at(nowUs);
    return { ...this.#figures(totalUs, grown), timeline: [], reasons: {} };
  }

  #figures(steadyUs: number, steady: Float64Array): Omit<MetricsSnapshot, 'timeline' | 'reasons'> {
    const histograms: Partial<Record<HistogramName, string>> = {};
    for (const [name, histogram] of this.#histograms) histograms[name] = histogram.encode();
    return { counters: namedCounters(this.#counters), histograms, steadyUs, steady: namedCounters(steady) };
  }

  /** Gives the histograms' memory back. Nothing may be recorded afterwards. */
  destroy(): void {
    for (const histogram of this.#histograms.values()) histogram.destroy();
    this.#histograms.clear();
    this.#timeline.destroy();
  }
}
