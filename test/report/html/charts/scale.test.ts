import test from 'ava';
import { linearScale, logScale, niceStep } from '../../../../src/report/html/charts/scale.ts';

test('a linear scale begins at 0 and ends at a round tick that holds the highest value', (t) => {
  const scale = linearScale(1234);
  t.deepEqual(scale.ticks, [0, 500, 1000, 1500]);
  t.is(scale.share(0), 0);
  t.is(scale.share(1500), 1);
  t.is(scale.share(750), 0.5);
});

test('an exact scale ends where the values end', (t) => {
  const scale = linearScale(21.4, { ticksWanted: 7, isExact: true });
  t.is(scale.share(21.4), 1);
  t.deepEqual(scale.ticks, [0, 5, 10, 15, 20]);
});

test('ticks are 1, 2 or 5 times a power of ten', (t) => {
  t.deepEqual([0.3, 1, 1.1, 3, 7, 60].map(niceStep), [0.5, 1, 2, 5, 10, 100]);
});

test('a logarithmic scale holds all positive values and no others', (t) => {
  const scale = logScale([0, 130, 9_000, Number.NaN, -5]);
  t.deepEqual(scale.ticks, [100, 200, 500, 1000, 2000, 5000, 10000]);
  t.is(scale.share(100), 0);
  t.is(scale.share(10_000), 1);
  t.true(Math.abs(scale.share(1000) - 0.5) < 1e-9);
  t.is(scale.share(0), 0);
});

test('many decades have one tick each', (t) => {
  t.deepEqual(logScale([1, 1e6]).ticks, [1, 10, 100, 1e3, 1e4, 1e5, 1e6]);
});

test('scales of nothing, one value or what is no number are still scales', (t) => {
  for (const scale of [
    linearScale(0),
    linearScale(Number.NaN),
    linearScale(Infinity),
    logScale([]),
    logScale([10]),
  ]) {
    t.true(scale.ticks.length > 1);
    for (const tick of scale.ticks) t.true(scale.share(tick) >= 0 && scale.share(tick) <= 1);
  }
});
