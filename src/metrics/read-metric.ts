import { RecordedHistogram } from './recorded.ts';
import { COUNTER_NAMES, HISTOGRAM_NAMES } from './types.ts';
import type { CounterName, HistogramName, MetricsSnapshot } from './types.ts';

export type MetricUnit = 'µs' | '1/s' | 'count';

/** What checkers count over all QoS levels, e.g. `messages.lost`. */
export const MESSAGE_COUNTS = ['owed', 'delivered', 'lost', 'duplicated', 'reordered', 'unexpected'] as const;
export type MessageCount = (typeof MESSAGE_COUNTS)[number];

export interface MetricSource {
  readonly metrics: MetricsSnapshot;
  /** Absent while nothing is judged yet. */
  readonly messages?: Readonly<Record<MessageCount, number>>;
}

/** Counters over the steady time. */
const RATES: Readonly<Record<string, CounterName>> = {
  'publish.rate': 'publish.sent',
  'receive.rate': 'receive.count',
  'acknowledge.rate': 'publish.acknowledged',
};

const STATISTIC = /^(.+?)\.(p\d{1,2}(?:\.\d+)?|p100|min|mean|max|count)$/u;

/**
 * The value of a metric by the name thresholds use: `e2e.latency.p99` (µs), `publish.rate` (1/s), `connect.failed`,
 * `messages.lost`. Undefined: no such metric, or nothing was measured, which no threshold may take for a pass.
 *
 * `unit` chooses between readings: beside a rate, a counter such as `publish.intended` is itself a rate.
 */
export function readMetric(name: string, source: MetricSource, unit?: MetricUnit): number | undefined {
  const counter = counterOf(name);
  if (counter !== undefined) {
    return unit === '1/s' ? rate(counter, source.metrics) : source.metrics.counters[counter];
  }
  const rateOf = Object.hasOwn(RATES, name) ? RATES[name] : undefined;
  if (rateOf !== undefined) return rate(rateOf, source.metrics);
  if (name.startsWith('messages.')) return readMessages(name.slice('messages.'.length), source);
  return readStatistic(name, source.metrics);
}

/** The unit a metric has by itself; undefined for a name that is none. */
export function metricUnit(name: string): MetricUnit | undefined {
  if (counterOf(name) !== undefined) return 'count';
  if (Object.hasOwn(RATES, name)) return '1/s';
  if (name.startsWith('messages.'))
    return isMessageCount(name.slice('messages.'.length)) ? 'count' : undefined;
  const parts = statisticOf(name);
  if (parts === undefined) return undefined;
  return parts.statistic === 'count' ? 'count' : 'µs';
}

function rate(counter: CounterName, metrics: MetricsSnapshot): number | undefined {
  return metrics.steadyUs > 0 ? (metrics.steady[counter] / metrics.steadyUs) * 1_000_000 : undefined;
}

function readMessages(name: string, source: MetricSource): number | undefined {
  return isMessageCount(name) ? source.messages?.[name] : undefined;
}

function readStatistic(name: string, metrics: MetricsSnapshot): number | undefined {
  const parts = statisticOf(name);
  if (parts === undefined) return undefined;
  const encoded = metrics.histograms[parts.histogram];
  const recorded = encoded === undefined ? RecordedHistogram.empty() : RecordedHistogram.decode(encoded);
  if (parts.statistic === 'count') return recorded.count;
  if (recorded.count === 0) return undefined;
  const { minUs, meanUs, maxUs } = recorded.summary();
  if (parts.statistic === 'min') return minUs;
  if (parts.statistic === 'mean') return meanUs;
  if (parts.statistic === 'max') return maxUs;
  return recorded.percentileUs(Number(parts.statistic.slice(1)));
}

function statisticOf(name: string): { histogram: HistogramName; statistic: string } | undefined {
  const match = STATISTIC.exec(name);
  const histogram = HISTOGRAM_NAMES.find((known) => known === match?.[1]);
  const statistic = match?.[2];
  return histogram === undefined || statistic === undefined ? undefined : { histogram, statistic };
}

function counterOf(name: string): CounterName | undefined {
  return COUNTER_NAMES.find((known) => known === name);
}

function isMessageCount(name: string): name is MessageCount {
  return MESSAGE_COUNTS.some((known) => known === name);
}
