import test from 'ava';
import { COUNTER } from '../../src/metrics/counters.ts';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { emptySnapshot } from '../../src/metrics/merge.ts';
import { MetricSet } from '../../src/metrics/metric-set.ts';
import { metricUnit, readMetric } from '../../src/metrics/read-metric.ts';
import type { MetricSource } from '../../src/metrics/read-metric.ts';
import { METRICS } from '../../src/scenario/metric-names.ts';

test.before(() => initHistograms());

const messages = { owed: 9, delivered: 8, lost: 1, duplicated: 2, reordered: 3, unexpected: 4 };

function source(): MetricSource {
  const metrics = new MetricSet();
  metrics.count(COUNTER.publishIntended, 50);
  metrics.steadyBegan(0);
  metrics.count(COUNTER.publishIntended, 100);
  metrics.count(COUNTER.publishSent, 80);
  metrics.count(COUNTER.receiveCount, 400);
  metrics.steadyEnded(2_000_000);
  for (let us = 1; us <= 1000; us += 1) metrics.record('e2e.latency', us);
  const snapshot = metrics.snapshot();
  metrics.destroy();
  return { metrics: snapshot, messages };
}

test('percentiles, extremes, mean and count of a histogram', (t) => {
  const from = source();
  const read = (name: string): number | undefined => readMetric(`e2e.latency.${name}`, from);
  t.is(read('p50'), 500);
  t.is(read('p99'), 990);
  t.is(read('p99.9'), 999);
  t.is(read('p100'), 1000);
  t.is(read('min'), 1);
  t.is(read('max'), 1000);
  t.is(read('mean'), 500.5);
  t.is(read('count'), 1000);
});

test('counters, rates over the steady time, and counts of the checkers', (t) => {
  const from = source();
  t.is(readMetric('publish.intended', from), 150);
  t.is(readMetric('publish.intended', from, '1/s'), 50);
  t.is(readMetric('publish.rate', from), 40);
  t.is(readMetric('receive.rate', from), 200);
  t.is(readMetric('connect.failed', from), 0);
  t.is(readMetric('messages.lost', from), 1);
  t.is(readMetric('messages.unexpected', from), 4);
});

test('what was not measured is undefined, not 0', (t) => {
  const nothing = { metrics: emptySnapshot() };
  for (const name of ['e2e.latency.p99', 'e2e.latency.max', 'publish.rate', 'messages.lost']) {
    t.is(readMetric(name, nothing), undefined, name);
  }
  t.is(readMetric('e2e.latency.count', nothing), 0);
});

test('names that are none have neither value nor unit', (t) => {
  for (const name of [
    '',
    'e2e',
    'e2e.latency',
    'e2e.latency.p',
    'e2e.latency.p101',
    'messages.',
    'messages.toString',
    'toString',
  ]) {
    t.is(readMetric(name, source()), undefined, name);
    t.is(metricUnit(name), undefined, name);
  }
});

test('units', (t) => {
  t.is(metricUnit('e2e.raw.p99.9'), 'µs');
  t.is(metricUnit('send.lag.count'), 'count');
  t.is(metricUnit('publish.rate'), '1/s');
  t.is(metricUnit('connect.failed'), 'count');
  t.is(metricUnit('messages.lost'), 'count');
});

test('every metric that a scenario may name can be read, in the unit its thresholds have', (t) => {
  const units = { duration: 'µs', count: 'count', rate: '1/s' } as const;
  for (const [name, unit] of METRICS) t.is(metricUnit(name), units[unit], name);
});
