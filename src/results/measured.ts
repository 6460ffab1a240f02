/** Metrics of runs that are over, by the names that thresholds use. */
import { metricSource } from '../check/thresholds.ts';
import { emptySnapshot } from '../metrics/merge.ts';
import { readMetric } from '../metrics/read-metric.ts';
import type { CounterName, HistogramName, MetricsSnapshot } from '../metrics/types.ts';
import type { RunResult } from './model.ts';

/** The value of a metric; undefined where nothing was measured. */
export function measureRun(run: RunResult, metric: string): number | undefined {
  return readMetric(metric, metricSource(snapshotOf(run), run.check));
}

/** What results kept of the metrics. Rates that they do not hold cannot be asked for by a name of a metric. */
function snapshotOf({ metrics }: RunResult): MetricsSnapshot {
  const { counters, latencies, reasons, rates, steadyUs } = metrics;
  const empty = emptySnapshot();
  const counted = (perSecond: number): number => (perSecond * steadyUs) / 1_000_000;
  const steady: Partial<Record<CounterName, number>> =
    rates === undefined
      ? {}
      : {
          'publish.intended': counted(rates.publishIntended),
          'publish.sent': counted(rates.publishSent),
          'publish.acknowledged': counted(rates.publishAcknowledged),
          'receive.count': counted(rates.received),
        };
  return {
    ...empty,
    counters,
    reasons,
    histograms: Object.fromEntries(
      Object.entries(latencies).map(([name, { histogram }]) => [name as HistogramName, histogram]),
    ),
    steadyUs: rates === undefined ? 0 : steadyUs,
    steady: { ...empty.steady, ...steady },
  };
}
