import test from 'ava';

import { percentileSpectrum } from '../../src/results/spectrum.ts';
import { Histogram, initHistograms } from '../../src/metrics/histogram.ts';

test.before(initHistograms);

function encodedOf(values: readonly number[]): string {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  const encoded = histogram.encode();
  histogram.destroy();
  return encoded;
}

test('a spectrum goes from the lowest value over the nines to the maximum', (t) => {
  const { count, points } = percentileSpectrum(
    encodedOf(Array.from({ length: 1000 }, (_, index) => index + 1)),
  );
  const at = (nines: number): number | undefined => points.find((point) => point.nines === nines)?.us;
  t.is(count, 1000);
  t.is(points[0]?.us, 1);
  t.is(at(1), 900);
  t.is(at(2), 990);
  t.is(at(3), 999);
  t.deepEqual(points.at(-1), { percentile: 100, nines: Math.log10(2000), us: 1000 });
  t.deepEqual(
    points.map(({ us }) => us),
    points.map(({ us }) => us).sort((a, b) => a - b),
  );
});

test('a spectrum makes up no tail that its values cannot tell: ten values have one nine', (t) => {
  const { points } = percentileSpectrum(encodedOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
  t.is(points.at(-2)?.nines, 1);
  t.is(points.at(-2)?.us, 9);
  t.is(points.at(-1)?.us, 10);
});

test('one value is its own median and maximum', (t) => {
  t.deepEqual(
    percentileSpectrum(encodedOf([700])).points.map(({ percentile, us }) => [percentile, us]),
    [
      [0, 700],
      [100, 700],
    ],
  );
});
