/** The metrics that thresholds may name. */

export type MetricUnit = 'duration' | 'count' | 'rate';

/** Where a latency is recorded twice, `latency` counts from the intended time and `raw` from the actual send. */
const LATENCIES = [
  'connect.latency',
  'subscribe.latency',
  'publish.latency',
  'publish.raw',
  'e2e.latency',
  'e2e.raw',
  'request.latency',
  'request.raw',
  'send.lag',
] as const;
const DURATIONS = ['p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'p99.99', 'max', 'mean', 'min'] as const;

/** Counted over the run; beside a rate, the same per second. */
const COUNTERS = [
  'connect.attempted',
  'connect.ok',
  'connect.failed',
  'subscribe.attempted',
  'subscribe.ok',
  'subscribe.failed',
  'publish.intended',
  'publish.sent',
  'publish.acknowledged',
  'publish.failed',
  'publish.late',
  'publish.dropped',
  'receive.count',
  'receive.bytes',
  'connection.lost',
  'reconnect.attempted',
  'connect.retried',
  'request.sent',
  'request.answered',
  'request.unanswered',
] as const;

const MESSAGE_COUNTS = [
  'messages.owed',
  'messages.delivered',
  'messages.lost',
  'messages.duplicated',
  'messages.reordered',
  'messages.unexpected',
] as const;

const RATES = ['publish.rate', 'acknowledge.rate', 'receive.rate'] as const;

/** Every metric with its unit: durations are microseconds, rates are per second. */
export const METRICS: ReadonlyMap<string, MetricUnit> = new Map<string, MetricUnit>([
  ...LATENCIES.flatMap((name) => [
    ...DURATIONS.map((statistic) => [`${name}.${statistic}`, 'duration'] as const),
    [`${name}.count`, 'count'] as const,
  ]),
  ...[...COUNTERS, ...MESSAGE_COUNTS].map((name) => [name, 'count'] as const),
  ...RATES.map((name) => [name, 'rate'] as const),
]);

/** Counters that beside a rate are a rate themselves. */
const COUNT_OR_RATE: ReadonlySet<string> = new Set(COUNTERS);

/** Whether two metrics may stand on the two sides of one threshold. */
export function metricsCompare(left: string, right: string): boolean {
  const leftUnit = METRICS.get(left);
  const rightUnit = METRICS.get(right);
  if (leftUnit === rightUnit) return true;
  if (COUNT_OR_RATE.has(left)) return rightUnit === 'rate';
  return COUNT_OR_RATE.has(right) && leftUnit === 'rate';
}
