import test from 'ava';
import { COUNTER } from '../../src/metrics/counters.ts';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { MetricSet } from '../../src/metrics/metric-set.ts';
import { summarize } from '../../src/metrics/recorded.ts';
import { COUNTER_NAMES } from '../../src/metrics/types.ts';

test.before(() => initHistograms());

const SECOND = 1_000_000;

test('the counter places are those of the counter names', (t) => {
  const camelCase = (name: string): string =>
    name.replace(/\.(.)/gu, (_, letter: string) => letter.toUpperCase());
  t.deepEqual(Object.keys(COUNTER), COUNTER_NAMES.map(camelCase));
  t.deepEqual(
    Object.values(COUNTER),
    COUNTER_NAMES.map((_, index) => index),
  );
});

test('counts, durations and reasons come out by name', (t) => {
  const metrics = new MetricSet();
  metrics.count(COUNTER.publishSent);
  metrics.count(COUNTER.receiveBytes, 256);
  metrics.record('connect.latency', 120);
  metrics.record('connect.latency', 80);
  metrics.reason('ECONNREFUSED');
  metrics.reason('CONNACK Not authorized', 2);
  const snapshot = metrics.snapshot();
  t.is(metrics.value(COUNTER.publishSent), 1);
  t.is(snapshot.counters['publish.sent'], 1);
  t.is(snapshot.counters['receive.bytes'], 256);
  t.is(snapshot.counters['connect.ok'], 0);
  t.deepEqual(Object.keys(snapshot.histograms), ['connect.latency']);
  t.is(summarize(snapshot.histograms['connect.latency']).maxUs, 120);
  t.deepEqual(Object.entries(snapshot.reasons), [
    ['CONNACK Not authorized', 2],
    ['ECONNREFUSED', 1],
  ]);
  metrics.destroy();
});

test('the timeline has one row a second, with what grew in it', (t) => {
  const metrics = new MetricSet(5 * SECOND);
  metrics.tick(5.2 * SECOND, 3);
  metrics.count(COUNTER.publishSent, 10);
  metrics.count(COUNTER.connectFailed);
  metrics.count(COUNTER.connectionLost);
  metrics.record('e2e.latency', 100);
  metrics.record('e2e.latency', 900);
  metrics.tick(6.01 * SECOND, 4);
  metrics.count(COUNTER.publishSent, 5);
  metrics.count(COUNTER.receiveCount, 7);
  metrics.tick(6.5 * SECOND, 4);
  metrics.tick(7 * SECOND, 2);
  const [first, second, ...rest] = metrics.snapshot().timeline;
  t.like(first, {
    second: 0,
    connected: 4,
    sent: 10,
    received: 0,
    errors: 2,
    connectFailures: 1,
    e2eP50Us: 100,
    e2eP99Us: 900,
    e2eMaxUs: 900,
  });
  t.like(second, { second: 1, connected: 2, sent: 5, received: 7, errors: 0, e2eP99Us: 0 });
  t.is(second?.e2e, undefined);
  t.deepEqual(rest, []);
  metrics.destroy();
});

test('only rows that will be merged with those of other threads keep their histogram', (t) => {
  const rows = [true, false].map((alone) => {
    const metrics = new MetricSet(0, alone);
    metrics.record('e2e.latency', 900);
    metrics.tick(1.01 * SECOND, 1);
    const [row] = metrics.snapshot().timeline;
    metrics.destroy();
    return row;
  });
  t.is(rows[0]?.e2e, undefined);
  t.is(typeof rows[1]?.e2e, 'string');
  t.is(rows[0]?.e2eP99Us, rows[1]?.e2eP99Us);
});

test('a stalled thread leaves rows of zeros, and the growth belongs to the newest second', (t) => {
  const metrics = new MetricSet(0);
  metrics.count(COUNTER.receiveCount, 9);
  metrics.tick(3.4 * SECOND, 1);
  t.deepEqual(
    metrics.snapshot().timeline.map((row) => row.received),
    [0, 0, 9],
  );
  metrics.destroy();
});

test('the last, unfinished second has a row when something happened in it', (t) => {
  const metrics = new MetricSet(0);
  metrics.tick(1 * SECOND, 1);
  metrics.count(COUNTER.receiveCount, 2);
  metrics.finish(1.3 * SECOND, 0);
  t.deepEqual(
    metrics.snapshot().timeline.map((row) => [row.second, row.received]),
    [
      [0, 0],
      [1, 2],
    ],
  );
  metrics.destroy();
});

test('only what happens while messages are due counts towards rates', (t) => {
  const metrics = new MetricSet();
  metrics.count(COUNTER.publishSent, 100);
  metrics.steadyBegan(10 * SECOND);
  metrics.count(COUNTER.publishSent, 30);
  metrics.steadyEnded(12 * SECOND);
  metrics.count(COUNTER.publishSent, 7);
  const { counters, steady, steadyUs } = metrics.snapshot();
  t.is(counters['publish.sent'], 137);
  t.is(steady['publish.sent'], 30);
  t.is(steadyUs, 2 * SECOND);
  metrics.destroy();
});

test('overlapping publish steps share their time; an interrupted one ends with the run', (t) => {
  const metrics = new MetricSet();
  metrics.steadyBegan(0);
  metrics.steadyBegan(1 * SECOND);
  metrics.count(COUNTER.publishSent, 4);
  metrics.steadyEnded(2 * SECOND);
  metrics.steadyEnded(3 * SECOND);
  metrics.steadyEnded(4 * SECOND);
  metrics.steadyBegan(5 * SECOND);
  metrics.count(COUNTER.publishSent, 1);
  metrics.finish(6 * SECOND, 0);
  const { steady, steadyUs } = metrics.snapshot();
  t.is(steadyUs, 4 * SECOND);
  t.is(steady['publish.sent'], 5);
  metrics.destroy();
});

test('live figures are those so far', (t) => {
  const metrics = new MetricSet();
  t.deepEqual(metrics.live(), { e2eP99Us: 0, e2eCount: 0 });
  metrics.record('e2e.latency', 40);
  metrics.record('e2e.latency', 60);
  t.deepEqual(metrics.live(), { e2eP99Us: 60, e2eCount: 2 });
  metrics.destroy();
});
