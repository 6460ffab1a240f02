import test from 'ava';
import fc from 'fast-check';
import { leastSquares, solve } from '../../src/capacity/least-squares.ts';
import { studentQuantile975 } from '../../src/capacity/student.ts';
import {
  fitUsl,
  uslAsymptote,
  uslPeak,
  uslThroughput,
  type UslFit,
  type UslSample,
} from '../../src/capacity/usl.ts';

function samplesOf(ns: readonly number[], xs: readonly number[]): UslSample[] {
  return ns.map((n, i) => ({ n, x: xs[i] ?? 0 }));
}

function fitted(samples: readonly UslSample[]): UslFit {
  const result = fitUsl(samples);
  if (!result.ok) throw new Error(result.reason);
  return result.fit;
}

/** A Sun SPARCcenter 2000 in SPEC SDM91, from Gunther's book; figures are those of the R package `usl`, method nls. */
const SPEC_SDM91 = samplesOf(
  [1, 18, 36, 72, 108, 144, 216],
  [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775, 1702.2],
);
/** A ray tracer on an SGI Origin 2000, from the same book: nothing falls, so that κ lies at its edge. */
const RAYTRACER = samplesOf(
  [1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64],
  [20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310],
);

const close = (actual: number, expected: number, share: number): boolean =>
  Math.abs(actual - expected) <= share * Math.abs(expected);

test('published measurements give the published parameters, residuals and peak', (t) => {
  const fit = fitted(SPEC_SDM91);
  t.true(close(fit.sigma.value, 0.0277285, 1e-5), String(fit.sigma.value));
  t.true(close(fit.kappa.value, 0.0001044, 1e-3), String(fit.kappa.value));
  t.true(close(fit.lambda.value, 89.995233, 1e-6), String(fit.lambda.value));
  const residuals = [-25.1, -81.66, 111.09, 3.05, -49.99, -46.6, 56];
  for (const [i, residual] of residuals.entries())
    t.true(Math.abs((fit.residuals[i] ?? 0) - residual) < 0.01);
  t.true(close(fit.residualError ?? 0, 82.85, 1e-3));
  const peak = uslPeak(fit);
  t.true(close(peak?.n ?? 0, 96.51956, 1e-6));
  t.true(close(peak?.x ?? 0, 1884, 1e-3));
  t.is(uslAsymptote(fit), undefined, 'it falls, so that there is nothing that it tends to');
});

test('confidence is that of standard errors by Student, as published', (t) => {
  const { lambda, sigma, kappa } = fitted(SPEC_SDM91);
  const errorOf = ({ value, low = NaN }: UslFit['sigma']): number => (value - low) / studentQuantile975(4);
  t.true(close(errorOf(sigma), 0.0091217, 1e-3), String(errorOf(sigma)));
  t.true(close(errorOf(kappa), 0.0000199, 3e-3), String(errorOf(kappa)));
  t.true(close(errorOf(lambda), 14.2134894, 1e-3), String(errorOf(lambda)));
});

test('where nothing falls, κ is 0 at its edge, without confidence and without a peak', (t) => {
  const fit = fitted(RAYTRACER);
  t.deepEqual(fit.kappa, { value: 0 });
  t.is(uslPeak(fit), undefined);
  const asymptote = uslAsymptote(fit) ?? 0;
  t.true(asymptote > 310 && close(asymptote, fit.lambda.value / fit.sigma.value, 1e-9));
});

test('a curve computed by hand is found again', (t) => {
  // λ = 1, σ = κ = 0.02: X(2) = 2 / 1.06 = 1.8868, X(4) = 4 / 1.3 = 3.0769.
  t.true(close(uslThroughput({ lambda: 1, sigma: 0.02, kappa: 0.02 }, 2), 1.8868, 1e-4));
  const fit = fitted(samplesOf([1, 2, 4, 6, 8, 10], [1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557]));
  for (const value of [fit.sigma.value, fit.kappa.value]) t.true(close(value, 0.02, 1e-3));
  // A queue with one server that does 1000/s, by the textbook: X = 1000 N / (1 + N), so that λ = 500 and σ = 1/2.
  const ns = [0.1, 0.5, 1, 2, 3, 9, 20];
  const queue = fitted(
    samplesOf(
      ns,
      ns.map((n) => (1000 * n) / (1 + n)),
    ),
  );
  t.true(close(queue.lambda.value, 500, 1e-6) && close(queue.sigma.value, 0.5, 1e-6));
  t.true(close(uslAsymptote(queue) ?? 0, 1000, 1e-6));
  const line = fitted(samplesOf([1, 2, 3, 4, 5, 8], [7, 14, 21, 28, 35, 56]));
  t.deepEqual([line.sigma.value, line.kappa.value], [0, 0]);
  t.true(close(line.lambda.value, 7, 1e-9));
});

test('too few points, or points too close together, are refused with the reason', (t) => {
  const few = fitUsl(samplesOf([1, 2, 4, 4.01, 4.02], [1, 2, 3, 3, 3]));
  t.regex(few.ok ? '' : few.reason, /^3 different levels .*5 are needed/u);
  const close = fitUsl(samplesOf([10, 11, 12, 13, 14, 15], [1, 2, 3, 3, 3, 3]));
  t.regex(close.ok ? '' : close.reason, /1\.5 times the lowest, 3 times is needed/u);
  t.false(fitUsl([]).ok);
  t.false(fitUsl(samplesOf([1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0, Number.NaN])).ok);
});

test('the curve of any law is found again from exact points, within what the law allows', (t) => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 1e5, noNaN: true }),
      fc.double({ min: 0, max: 0.5, noNaN: true }),
      fc.double({ min: 0, max: 0.01, noNaN: true }),
      (lambda, sigma, kappa) => {
        const ns = [1, 2, 4, 8, 16, 32, 64];
        const fit = fitted(ns.map((n) => ({ n, x: uslThroughput({ lambda, sigma, kappa }, n) })));
        t.true(fit.rSquared > 0.9999, `R² ${fit.rSquared}`);
        t.true(fit.sigma.value >= 0 && fit.sigma.value <= 1 && fit.kappa.value >= 0);
      },
    ),
    { numRuns: 15 },
  );
});

test('least squares refuse a start where nothing is defined, and singular equations', (t) => {
  t.is(leastSquares({ residuals: () => undefined }, [1]), undefined);
  t.is(
    solve(
      [
        [1, 1],
        [1, 1],
      ],
      [1, 2],
    ),
    undefined,
  );
  t.deepEqual(
    solve(
      [
        [0, 2],
        [1, 0],
      ],
      [4, 3],
    ),
    [3, 2],
  );
});
