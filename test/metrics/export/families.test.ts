/** What is passed on while a run lasts, read back by parsers that are not ours. */
import { createRequire } from 'node:module';
import otlpMessages from '@opentelemetry/otlp-transformer/build/src/generated/root.js';
import test from 'ava';
import { familiesOf } from '../../../src/metrics/export/families.ts';
import { BOUNDS_US, liveHistogramsInSteps, type LiveRun } from '../../../src/metrics/export/live-run.ts';
import { renderOtlp } from '../../../src/metrics/export/otlp.ts';
import { renderPrometheus } from '../../../src/metrics/export/prometheus.ts';
import { namedCounters } from '../../../src/metrics/counters.ts';
import { Histogram, initHistograms } from '../../../src/metrics/histogram.ts';
import { COUNTER_NAMES } from '../../../src/metrics/types.ts';

const HOSTILE = 'a "quoted" \\ name\nover two lines, with { } , = and é';
const STARTED_MS = 1_790_000_000_123;

interface ParsedFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly metrics: readonly {
    readonly value?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly buckets?: Readonly<Record<string, string>>;
  }[];
}

const parser = createRequire(import.meta.url)('parse-prometheus-text-format') as
  ((text: string) => ParsedFamily[]) | { readonly default: (text: string) => ParsedFamily[] };
const parse = typeof parser === 'function' ? parser : parser.default;

interface OtlpMessage {
  fromObject(object: unknown): unknown;
  toObject(message: unknown, options: object): unknown;
  encode(message: unknown): { finish(): Uint8Array };
  decode(bytes: Uint8Array): unknown;
}

const Request = (
  otlpMessages as unknown as {
    opentelemetry: {
      proto: { collector: { metrics: { v1: { ExportMetricsServiceRequest: OtlpMessage } } } };
    };
  }
).opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;

/** Latencies of 0.1 ms, 40 ms twice, and two minutes; counters are 1, 2, 3 and so on. */
async function liveRun(scenario = HOSTILE): Promise<LiveRun> {
  await initHistograms();
  const histogram = new Histogram();
  for (const us of [100, 40_000, 40_000, 120_000_000]) histogram.record(us);
  const encoded = histogram.encode();
  histogram.destroy();
  const steps = liveHistogramsInSteps({ 'e2e.latency': encoded });
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return {
    labels: { scenario, protocol: '5.0' },
    facts: { target: 'embedded broker' },
    ...{ startedMs: STARTED_MS, atMs: STARTED_MS + 2_500, elapsedUs: 2_500_000 },
    ...{ clientsConnected: 7, clientsTotal: 10 },
    counters: namedCounters(COUNTER_NAMES.map((_, at) => at + 1)),
    histograms: step.value,
  };
}

test('Prometheus reads every family, with its type, unit, value and the labels as they were', async (t) => {
  const families = parse(renderPrometheus(familiesOf([await liveRun()])));
  const find = (name: string) => families.find((family) => family.name === name);
  t.like(find('mqtt_bench_connect_attempted_total'), { type: 'COUNTER' });
  t.is(find('mqtt_bench_connect_attempted_total')?.metrics[0]?.value, '1');
  t.is(find('mqtt_bench_receive_payload_bytes_total')?.metrics[0]?.value, '14');
  t.is(find('mqtt_bench_run_elapsed_seconds')?.metrics[0]?.value, '2.5');
  t.is(find('mqtt_bench_clients_connected')?.metrics[0]?.value, '7');
  t.like(find('mqtt_bench_clients'), { type: 'GAUGE' });
  t.is(find('mqtt_bench_run_info')?.metrics[0]?.labels?.['target'], 'embedded broker');
  t.is(families.filter(({ type }) => type === 'COUNTER').length, COUNTER_NAMES.length);
  for (const { name, help, metrics } of families) {
    t.regex(name, /^mqtt_bench_[a-z0-9_]+$/u);
    t.true(help.length > 0);
    // The parser leaves labels of histograms out.
    for (const { labels, buckets } of metrics) if (buckets === undefined) t.is(labels?.['scenario'], HOSTILE);
  }
});

test('a bucket never claims a value that may lie above its bound, and all are below +Inf', async (t) => {
  const text = renderPrometheus(familiesOf([await liveRun()]));
  const { metrics, type } = parse(text).find(({ name }) => name === 'mqtt_bench_e2e_latency_seconds') ?? {
    metrics: [],
    type: '',
  };
  t.is(type, 'HISTOGRAM');
  const { buckets = {} } = metrics[0] ?? {};
  t.is(buckets['0.0001'], '1');
  t.is(buckets['0.025'], '1');
  t.is(buckets['0.05'], '3');
  t.is(buckets['60'], '3');
  t.is(buckets['+Inf'], '4');
  t.is(Object.keys(buckets).length, BOUNDS_US.length + 1);
  t.regex(text, /^mqtt_bench_e2e_latency_seconds_count\{.*\} 4$/mu);
  const sum = Number(/^mqtt_bench_e2e_latency_seconds_sum\{.*\} (\S+)$/mu.exec(text)?.[1]);
  t.true(Math.abs(sum - 120.0801) < 0.13, 'as exact as the histogram');
});

test('histograms without values, and runs that there are none of, have no families', async (t) => {
  const families = familiesOf([await liveRun()]);
  t.is(families.filter(({ kind }) => kind === 'histogram').length, 1);
  t.deepEqual(familiesOf([]), []);
  t.is(renderPrometheus([]), '');
});

test('two runs are two series of the same family, which is told once', async (t) => {
  const text = renderPrometheus(familiesOf([await liveRun('one'), await liveRun('two')]));
  t.is([...text.matchAll(/^# TYPE mqtt_bench_publish_sent_total /gmu)].length, 1);
  t.is([...text.matchAll(/^mqtt_bench_publish_sent_total\{scenario="(?:one|two)"/gmu)].length, 2);
});

test('OTLP: every field is one of the protocol, of the right type, and survives its own encoding', async (t) => {
  const sent: unknown = JSON.parse(
    renderOtlp(familiesOf([await liveRun()]), {
      resource: { 'service.name': 'mqtt-bench' },
      version: '1.2.3',
    }),
  );
  // What a receiver does not know, it leaves out: then the two would differ.
  const message = Request.decode(Request.encode(Request.fromObject(sent)).finish());
  t.deepEqual(Request.toObject(message, { longs: String, enums: Number }), sent);
});

test('OTLP: counters are monotonic sums since the start of the run, histograms have counts of each bucket', async (t) => {
  const options = { resource: { 'service.name': 'mqtt-bench' }, version: '1.2.3' };
  const { resourceMetrics } = JSON.parse(renderOtlp(familiesOf([await liveRun()]), options)) as {
    resourceMetrics: { scopeMetrics: { scope: object; metrics: Record<string, unknown>[] }[] }[];
  };
  const { scope, metrics = [] } = resourceMetrics[0]?.scopeMetrics[0] ?? {};
  t.deepEqual(scope, { name: 'mqtt-bench', version: '1.2.3' });
  const find = (name: string) => metrics.find((metric) => metric['name'] === name);
  t.like(find('mqtt_bench.connect.attempted'), {
    unit: '{connection}',
    sum: {
      aggregationTemporality: 2,
      isMonotonic: true,
      dataPoints: [
        { startTimeUnixNano: '1790000000123000000', timeUnixNano: '1790000002623000000', asInt: '1' },
      ],
    },
  });
  const { histogram } = find('mqtt_bench.e2e.latency') as {
    histogram: { dataPoints: { count: string; bucketCounts: string[]; explicitBounds: number[] }[] };
  };
  const [point] = histogram.dataPoints;
  t.is(point?.count, '4');
  t.is(point?.bucketCounts.length, (point?.explicitBounds.length ?? 0) + 1);
  t.is(
    point?.bucketCounts.reduce((sum, count) => sum + Number(count), 0),
    4,
  );
  t.is(point?.bucketCounts.at(-1), '1', 'two minutes lie above all bounds');
});
