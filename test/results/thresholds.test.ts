import test from 'ava';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { emptySnapshot } from '../../src/metrics/merge.ts';
import type { MetricsSnapshot } from '../../src/metrics/types.ts';
import { evaluateThresholds } from '../../src/results/thresholds.ts';
import type { ThresholdContext, ThresholdInput } from '../../src/results/thresholds.ts';
import { failedCheck, histogramOf, nothingChecked, passedCheck } from './samples.ts';

test.before(() => initHistograms());

function snapshot(): MetricsSnapshot {
  const empty = emptySnapshot();
  return {
    ...empty,
    counters: { ...empty.counters, 'connect.failed': 2, 'publish.intended': 120 },
    steady: { ...empty.steady, 'publish.intended': 100, 'publish.sent': 90 },
    steadyUs: 10_000_000,
    histograms: { 'e2e.latency': histogramOf(1000) },
  };
}

function evaluate(threshold: Partial<ThresholdInput>, change: Partial<ThresholdContext> = {}) {
  const input: ThresholdInput = {
    text: 'as written',
    metric: 'e2e.latency.p99',
    comparison: '<',
    factor: 2000,
    ...threshold,
  };
  const context: ThresholdContext = {
    metrics: snapshot(),
    check: passedCheck,
    stopReason: 'completed',
    healthy: true,
    ...change,
  };
  return evaluateThresholds([input], context)[0];
}

test('a held threshold passes and shows measured value and bound', (t) => {
  t.deepEqual(evaluate({}), { text: 'as written', unit: 'µs', measured: 1000, bound: 2000, verdict: 'pass' });
});

for (const [comparison, below, equal, above] of [
  ['<', 'fail', 'fail', 'pass'],
  ['<=', 'fail', 'pass', 'pass'],
  ['>', 'pass', 'fail', 'fail'],
  ['>=', 'pass', 'pass', 'fail'],
  ['==', 'fail', 'pass', 'fail'],
  ['!=', 'pass', 'fail', 'pass'],
] as const) {
  test(`${comparison} against bounds below, at and above the measured value`, (t) => {
    t.is(evaluate({ comparison, factor: 999 })?.verdict, below);
    t.is(evaluate({ comparison, factor: 1000 })?.verdict, equal);
    t.is(evaluate({ comparison, factor: 1001 })?.verdict, above);
  });
}

test('a rate is compared with the intended rate, warm-up left out', (t) => {
  const rate = { metric: 'publish.rate', comparison: '>=', boundMetric: 'publish.intended' } as const;
  t.like(evaluate({ ...rate, factor: 0.9 }), { unit: '1/s', measured: 9, bound: 9, verdict: 'pass' });
  t.like(evaluate({ ...rate, factor: 0.95 }), { verdict: 'fail' });
});

test('a count is compared with a count', (t) => {
  const both = {
    metric: 'publish.intended',
    comparison: '==',
    factor: 1,
    boundMetric: 'publish.intended',
  } as const;
  t.like(evaluate(both), { unit: 'count', measured: 120, bound: 120, verdict: 'pass' });
});

test('checkers give the message counts', (t) => {
  const duplicated = { metric: 'messages.duplicated', comparison: '==', factor: 0 } as const;
  t.like(evaluate(duplicated, { check: failedCheck }), { measured: 3, verdict: 'fail' });
  t.like(evaluate(duplicated), { measured: 0, verdict: 'pass' });
  t.like(evaluate(duplicated, { check: nothingChecked }), { verdict: 'inconclusive' });
});

test('what was not measured, or is no metric, is inconclusive', (t) => {
  for (const metric of ['publish.latency.p99', 'no.such.metric']) {
    const result = evaluate({ metric });
    t.is(result?.verdict, 'inconclusive');
    t.false('measured' in (result ?? {}));
    t.is(result?.explanation, 'nothing was measured');
  }
  t.is(evaluate({ boundMetric: 'publish.latency.p50' })?.verdict, 'inconclusive');
});

test('a missed latency is not held against the target while the generator fell behind; a count is', (t) => {
  t.like(evaluate({ factor: 1 }, { healthy: false }), { verdict: 'inconclusive' });
  t.like(evaluate({}, { healthy: false }), { verdict: 'pass' });
  t.like(evaluate({ metric: 'connect.failed', factor: 1 }, { healthy: false }), { verdict: 'fail' });
});

test('an interrupted run cannot miss a threshold, an unreachable target has none', (t) => {
  t.like(evaluate({ factor: 1 }, { stopReason: 'interrupted' }), { verdict: 'inconclusive' });
  t.like(evaluate({}, { stopReason: 'unreachable' }), { verdict: 'skipped' });
});

test('connections that our own machine refused are not held against the target', (t) => {
  const connects = { metric: 'connect.failed', comparison: '==', factor: 0 } as const;
  t.is(evaluate(connects)?.verdict, 'fail');
  const metrics = { ...snapshot(), reasons: { EMFILE: 2 } };
  const result = evaluate(connects, { metrics, healthy: false });
  t.is(result?.verdict, 'inconclusive');
  t.is(result?.explanation, 'the load generator ran out of file descriptors (EMFILE)');
});
