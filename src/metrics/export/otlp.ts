/** Metric families as an ExportMetricsServiceRequest of OTLP, in its JSON encoding. A function of its arguments. */
import { BOUNDS_US, type LiveHistogram } from './live-run.ts';
import type { Family, Point } from './families.ts';

const CUMULATIVE = 2;
const MICROSECONDS = 1_000_000;

export interface OtlpOptions {
  /** What sends them: `service.name` and the like. */
  readonly resource: Readonly<Record<string, string>>;
  readonly version: string;
}

export function renderOtlp(families: readonly Family[], { resource, version }: OtlpOptions): string {
  const scope = { name: 'mqtt-bench', version };
  const metrics = families.map(metric);
  return JSON.stringify({
    resourceMetrics: [{ resource: { attributes: attributes(resource) }, scopeMetrics: [{ scope, metrics }] }],
  });
}

function metric(family: Family): object {
  const about = { name: `mqtt_bench.${family.name}`, description: family.help, unit: family.unit };
  if (family.kind === 'histogram')
    return {
      ...about,
      histogram: { dataPoints: family.points.map(histogramPoint), aggregationTemporality: CUMULATIVE },
    };
  const isWhole = family.unit !== 's';
  const dataPoints = family.points.map((point) => ({
    ...common(point, family.kind === 'counter'),
    ...(isWhole ? { asInt: String(point.value) } : { asDouble: point.value }),
  }));
  if (family.kind === 'gauge') return { ...about, gauge: { dataPoints } };
  return { ...about, sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true } };
}

function histogramPoint(point: Point<LiveHistogram>): object {
  const { count, sumUs, upTo } = point.value;
  // Theirs are counts of each bucket, ours of all up to a bound.
  const counts = [...upTo, count].map((reached, at) => reached - (at === 0 ? 0 : (upTo[at - 1] ?? 0)));
  return {
    ...common(point, true),
    count: String(count),
    sum: sumUs / MICROSECONDS,
    bucketCounts: counts.map(String),
    explicitBounds: BOUNDS_US.map((bound) => bound / MICROSECONDS),
  };
}

function common({ labels, startedMs, atMs }: Point<unknown>, accumulates: boolean): object {
  return {
    attributes: attributes(labels),
    ...(accumulates ? { startTimeUnixNano: nanoseconds(startedMs) } : {}),
    timeUnixNano: nanoseconds(atMs),
  };
}

function attributes(pairs: Readonly<Record<string, string>>): object[] {
  return Object.entries(pairs).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

/** Beyond what a number holds exactly. */
function nanoseconds(ms: number): string {
  return `${Math.round(ms)}000000`;
}
