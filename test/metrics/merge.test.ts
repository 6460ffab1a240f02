import test from 'ava';
import { seededRandom } from '../../src/base/random.ts';
import { COUNTER } from '../../src/metrics/counters.ts';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { emptySnapshot, mergeSnapshots } from '../../src/metrics/merge.ts';
import { MetricSet } from '../../src/metrics/metric-set.ts';
import { mergeEncoded } from '../../src/metrics/recorded.ts';
import type { MetricsSnapshot } from '../../src/metrics/types.ts';

test.before(() => initHistograms());

const SECOND = 1_000_000;

/** The same random events on one thread and spread over several. */
function recordBoth(seed: number, threads: number): { whole: MetricsSnapshot; parts: MetricsSnapshot[] } {
  const random = seededRandom(seed);
  const whole = new MetricSet(0);
  const parts = Array.from({ length: threads }, () => new MetricSet(0));
  for (const set of [whole, ...parts]) set.steadyBegan(0);
  for (let second = 1; second <= 5; second += 1) {
    for (let i = 0; i < 200; i += 1) {
      const us = Math.floor(2 ** (random.float() * 25));
      const part = parts[random.below(threads)];
      for (const set of [whole, part]) {
        set?.count(COUNTER.receiveCount);
        set?.record('e2e.latency', us);
        set?.reason(`reason ${us % 3}`);
      }
    }
    whole.tick(second * SECOND, 10 * threads);
    for (const part of parts) part.tick(second * SECOND, 10);
  }
  const finished = [whole, ...parts].map((set) => {
    set.finish(5 * SECOND, 0);
    const snapshot = set.snapshot();
    set.destroy();
    return snapshot;
  });
  return { whole: finished[0] ?? emptySnapshot(), parts: finished.slice(1) };
}

for (const threads of [2, 3, 7]) {
  test(`${threads} threads merged give the figures of one, second by second`, (t) => {
    const { whole, parts } = recordBoth(threads, threads);
    const merged = mergeSnapshots(parts);
    t.deepEqual(merged.counters, whole.counters);
    t.deepEqual(merged.steady, whole.steady);
    t.is(merged.steadyUs, whole.steadyUs);
    t.deepEqual(merged.reasons, whole.reasons);
    t.is(merged.histograms['e2e.latency'], mergeEncoded([whole.histograms['e2e.latency'] ?? '']));
    const normalised = whole.timeline.map((row) => ({ ...row, e2e: mergeEncoded([row.e2e ?? '']) }));
    const exactMax = (rows: readonly { e2eMaxUs: number }[]): number[] => rows.map((row) => row.e2eMaxUs);
    t.deepEqual(exactMax(merged.timeline), exactMax(normalised));
    t.deepEqual(merged.timeline, normalised);
  });
}

test('no snapshot at all merges to zeros, and one stays as it is', (t) => {
  t.is(mergeSnapshots([]).counters['publish.sent'], 0);
  const one = { ...emptySnapshot(), steadyUs: 5 };
  t.is(mergeSnapshots([one]), one);
});

test('rates are over the longest steady time', (t) => {
  const merged = mergeSnapshots([
    { ...emptySnapshot(), steadyUs: 5 },
    { ...emptySnapshot(), steadyUs: 7 },
  ]);
  t.is(merged.steadyUs, 7);
});

test('seconds that only one thread knows stay, in order', (t) => {
  const row = {
    connected: 1,
    sent: 1,
    acknowledged: 0,
    received: 0,
    errors: 0,
    e2eP50Us: 0,
    e2eP99Us: 0,
    e2eMaxUs: 0,
  };
  const merged = mergeSnapshots([
    {
      ...emptySnapshot(),
      timeline: [
        { ...row, second: 1 },
        { ...row, second: 2 },
      ],
    },
    {
      ...emptySnapshot(),
      timeline: [
        { ...row, second: 0 },
        { ...row, second: 1 },
      ],
    },
  ]);
  t.deepEqual(
    merged.timeline.map(({ second, sent }) => [second, sent]),
    [
      [0, 1],
      [1, 2],
      [2, 1],
    ],
  );
});

test('percentiles of a second without its histograms are the worst of the threads, never an average', (t) => {
  const row = { second: 0, connected: 1, sent: 0, acknowledged: 0, received: 1, errors: 0 };
  const merged = mergeSnapshots([
    { ...emptySnapshot(), timeline: [{ ...row, e2eP50Us: 10, e2eP99Us: 500, e2eMaxUs: 900 }] },
    { ...emptySnapshot(), timeline: [{ ...row, e2eP50Us: 20, e2eP99Us: 50, e2eMaxUs: 60 }] },
  ]);
  t.like(merged.timeline[0], { e2eP50Us: 20, e2eP99Us: 500, e2eMaxUs: 900 });
});
