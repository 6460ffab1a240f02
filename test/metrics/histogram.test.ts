import test from 'ava';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { seededRandom } from '../../src/base/random.ts';
import { Histogram, initHistograms } from '../../src/metrics/histogram.ts';
import { mergeEncoded, RecordedHistogram, summarize } from '../../src/metrics/recorded.ts';

test.before(async () => {
  await Promise.all([initHistograms(), initHistograms()]);
});

test('runs that begin at the same time share one WebAssembly memory', (t) => {
  t.is(initHistograms(), initHistograms());
});

test('figures of 1 … 10000 µs are those computed by hand', (t) => {
  const histogram = new Histogram();
  for (let us = 1; us <= 10_000; us += 1) histogram.record(us);
  const summary = histogram.summary();
  t.is(summary.count, 10_000);
  t.is(summary.minUs, 1);
  // 5000 lies in 5000 … 5003, 9000 in 9000 … 9007, 9900 in 9896 … 9903, 9990 and up in steps of 8 as well.
  t.is(summary.p50Us, 5003);
  t.is(summary.p90Us, 9007);
  t.is(summary.p95Us, 9503);
  t.is(summary.p99Us, 9903);
  t.is(summary.p999Us, 9991);
  t.is(summary.p9999Us, 9999);
  t.is(summary.maxUs, 10_007);
  t.true(Math.abs(summary.meanUs - 5000.5) < 5);
  histogram.destroy();
});

test('percentiles of few values are exact ranks', (t) => {
  const histogram = new Histogram();
  for (const us of [10, 20, 30, 40]) histogram.record(us);
  t.deepEqual(
    [25, 50, 75, 99, 100].map((p) => histogram.percentileUs(p)),
    [10, 20, 30, 40, 40],
  );
  const read = RecordedHistogram.decode(histogram.encode());
  t.deepEqual(
    [25, 50, 75, 99, 100].map((p) => read.percentileUs(p)),
    [10, 20, 30, 40, 40],
  );
  histogram.destroy();
});

test('fractions are rounded; negative values and NaN are 0; more than a day is a day', (t) => {
  const histogram = new Histogram();
  for (const us of [1.6, -3, Number.NaN]) histogram.record(us);
  t.deepEqual([histogram.summary().minUs, histogram.summary().maxUs], [0, 2]);
  histogram.record(Number.POSITIVE_INFINITY);
  histogram.record(1e15);
  const { count, maxUs } = histogram.summary();
  t.is(count, 5);
  t.true(maxUs >= 86_400_000_000 && maxUs < 86_400_000_000 * 1.001);
  histogram.destroy();
});

test('an empty histogram has only zeros, before and after a reset', (t) => {
  const histogram = new Histogram();
  const zeros = summarize(undefined);
  t.deepEqual(histogram.summary(), zeros);
  t.is(histogram.percentileUs(99), 0);
  histogram.recordCount(7, 3);
  t.is(histogram.count, 3);
  histogram.reset();
  t.deepEqual(histogram.summary(), zeros);
  histogram.destroy();
});

test('a destroyed histogram cannot be used', (t) => {
  const histogram = new Histogram();
  histogram.destroy();
  t.throws(() => histogram.record(1));
});

for (const seed of [1, 2, 3]) {
  test(`any split of values, merged, equals one histogram of all (seed ${seed})`, (t) => {
    const random = seededRandom(seed);
    const whole = new Histogram();
    const parts = Array.from({ length: 1 + random.below(9) }, () => new Histogram());
    for (let i = 0; i < 5_000; i += 1) {
      const us = Math.floor(2 ** (random.float() * 34));
      whole.record(us);
      parts[random.below(parts.length)]?.record(us);
    }
    const encoded = parts.map((part) => part.encode());
    const once = mergeEncoded(encoded);
    const stepwise = mergeEncoded([mergeEncoded(encoded.slice(0, 2)) ?? '', ...encoded.slice(2)]);
    t.is(once, mergeEncoded([whole.encode()]));
    t.is(stepwise, once);
    t.deepEqual(summarize(once), whole.summary());
    for (const histogram of [whole, ...parts]) histogram.destroy();
  });

  test(`hdr-histogram-js reads our encoding and finds the same figures (seed ${seed})`, (t) => {
    const random = seededRandom(seed);
    const histogram = new Histogram();
    for (let i = 0; i < 3_000; i += 1)
      histogram.recordCount(Math.floor(2 ** (random.float() * 30)), 1 + random.below(300));
    const encoded = mergeEncoded([histogram.encode()]) ?? '';
    const ours = RecordedHistogram.decode(encoded);
    for (const oracle of [
      decodeFromCompressedBase64(encoded, 64),
      decodeFromCompressedBase64(histogram.encode(), 64),
    ]) {
      t.is(oracle.totalCount, ours.count);
      t.is(oracle.maxValue, ours.summary().maxUs);
      t.true(Math.abs(oracle.mean - ours.summary().meanUs) <= 1e-9 * oracle.mean);
      for (const p of [0.1, 1, 25, 50, 90, 95, 99, 99.9, 99.99, 100]) {
        t.is(ours.percentileUs(p), oracle.getValueAtPercentile(p), `p${p}`);
      }
    }
    histogram.destroy();
  });
}
