/**
 * The Universal Scalability Law (N. J. Gunther, Guerrilla Capacity Planning, 2007, in its form with three parameters):
 * X(N) = λN / (1 + σ(N − 1) + κN(N − 1)). λ is what one would do alone, σ what waits for a turn, κ what keeps in step.
 */
import { leastSquares, sumOfSquares, type LeastSquares } from './least-squares.ts';
import { studentQuantile975 } from './student.ts';

export interface UslSample {
  /** Concurrency: how many work, or how many messages are under way, at once. */
  readonly n: number;
  /** Throughput, per second. */
  readonly x: number;
}

export interface UslParameter {
  readonly value: number;
  /** 95 % confidence; absent where it lies at the edge of what it may be, or where the samples do not tell. */
  readonly low?: number;
  readonly high?: number;
}

export interface UslFit {
  readonly lambda: UslParameter;
  readonly sigma: UslParameter;
  readonly kappa: UslParameter;
  /** 1 is a curve through all samples. */
  readonly rSquared: number;
  /** Measured less fitted, in the order of the samples. */
  readonly residuals: readonly number[];
  /** Residual standard error; absent without a degree of freedom. */
  readonly residualError?: number;
}

export type UslResult =
  { readonly ok: true; readonly fit: UslFit } | { readonly ok: false; readonly reason: string };

/** Three parameters go through any three samples, and near any four. */
export const LEVELS_MIN = 5;
/** Samples so close together say nothing of a curve. */
const SPREAD_MIN = 3;
/** Two samples closer than this are one level. */
const LEVEL_GAP = 0.02;
/** In parts of the sum of squares: less than that is arithmetic. */
const NOTICEABLE = 1e-12;

/** Throughput at a concurrency of `n`. */
export function uslThroughput(
  { lambda, sigma, kappa }: { readonly lambda: number; readonly sigma: number; readonly kappa: number },
  n: number,
): number {
  return (lambda * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1));
}

/**
 * Non-negative least squares of throughput: 0 ≤ σ ≤ 1, κ ≥ 0. A parameter that chance alone may have made is left out and the
 * rest fitted again. Refuses what no honest curve can be drawn through.
 */
export function fitUsl(samples: readonly UslSample[]): UslResult {
  const usable = samples.filter(({ n, x }) => n > 0 && x > 0 && Number.isFinite(n) && Number.isFinite(x));
  const refusal = refusalOf(usable);
  if (refusal !== undefined) return { ok: false, reason: refusal };
  const best = simplest(candidates(usable).filter(isLawful), usable);
  if (best === undefined) return { ok: false, reason: 'no curve of that law fits the points' };
  return { ok: true, fit: fitOf(best, usable) };
}

/** The best of them, and without κ or σ where that cannot be told from 0. */
function simplest(all: readonly Candidate[], samples: readonly UslSample[]): Candidate | undefined {
  const noticeable = NOTICEABLE * sumOfSquares(samples.map(({ x }) => x));
  const best = all.reduce<Candidate | undefined>(
    (known, other) => (known === undefined || isBetter(other, known, noticeable) ? other : known),
    undefined,
  );
  if (best === undefined) return undefined;
  const fit = fitOf(best, samples);
  const doubtful = (['kappa', 'sigma'] as const).find(
    (name) => best.free.includes(name) && (fit[name].low ?? 1) <= 0,
  );
  if (doubtful === undefined) return best;
  return simplest(
    all.filter(({ values, free }) => !free.includes(doubtful) && values[doubtful] === 0),
    samples,
  );
}

function refusalOf(samples: readonly UslSample[]): string | undefined {
  const sorted = samples.map(({ n }) => n).sort((a, b) => a - b);
  const levels = sorted.filter((n, i) => i === 0 || n > (sorted[i - 1] ?? 0) * (1 + LEVEL_GAP)).length;
  if (levels < LEVELS_MIN)
    return `${levels} different levels of concurrency were measured; ${LEVELS_MIN} are needed for three parameters`;
  const spread = (sorted.at(-1) ?? 0) / (sorted[0] ?? 1);
  if (spread < SPREAD_MIN)
    return `the points lie too close together: the highest concurrency is ${spread.toFixed(1)} times the lowest, ${SPREAD_MIN} times is needed`;
  return undefined;
}

type Name = 'lambda' | 'sigma' | 'kappa';

interface Candidate {
  readonly values: Readonly<Record<Name, number>>;
  readonly errors: Readonly<Partial<Record<Name, number>>>;
  readonly free: readonly Name[];
  readonly sumOfSquares: number;
}

/** What is left of the law where a parameter lies at an edge, and the whole of it; the simplest first. */
const SHAPES: readonly { readonly free: readonly Name[]; readonly fixed: { readonly sigma?: number } }[] = [
  { free: ['lambda'], fixed: {} },
  { free: ['lambda'], fixed: { sigma: 1 } },
  { free: ['lambda', 'sigma'], fixed: {} },
  { free: ['lambda', 'kappa'], fixed: {} },
  { free: ['lambda', 'kappa'], fixed: { sigma: 1 } },
  { free: ['lambda', 'sigma', 'kappa'], fixed: {} },
];
/** Where the way down begins: each from the slope of the lowest sample. */
const STARTS = [
  { sigma: 0.01, kappa: 1e-5 },
  { sigma: 0.1, kappa: 1e-3 },
  { sigma: 0.5, kappa: 1e-2 },
  { sigma: 0.9, kappa: 1e-7 },
];

function candidates(samples: readonly UslSample[]): Candidate[] {
  return SHAPES.flatMap(({ free, fixed }) => {
    const rest = { lambda: 0, sigma: 0, kappa: 0, ...fixed };
    const valuesOf = (parameters: readonly number[]): Record<Name, number> => ({
      ...rest,
      ...Object.fromEntries(free.map((name, i) => [name, parameters[i] ?? 0])),
    });
    const residuals = (parameters: readonly number[]): number[] | undefined =>
      residualsOf(valuesOf(parameters), samples);
    return STARTS.flatMap((start) => {
      const begin = { ...rest, ...start, ...fixed };
      const lambda = slopeAt(samples, begin);
      const found = leastSquares(
        { residuals },
        free.map((name) => ({ ...begin, lambda })[name]),
      );
      return found === undefined ? [] : [candidateOf(found, free, valuesOf(found.parameters))];
    });
  });
}

/** The λ that fits best where σ and κ are given. */
function slopeAt(samples: readonly UslSample[], { sigma, kappa }: { sigma: number; kappa: number }): number {
  let [over, under] = [0, 0];
  for (const { n, x } of samples) {
    const unit = uslThroughput({ lambda: 1, sigma, kappa }, n);
    over += unit * x;
    under += unit * unit;
  }
  return over / under;
}

function candidateOf(
  { sumOfSquares: sum, standardErrors }: LeastSquares,
  free: readonly Name[],
  values: Candidate['values'],
): Candidate {
  const errors = Object.fromEntries(
    free.flatMap((name, i) => (standardErrors[i] === undefined ? [] : [[name, standardErrors[i]]])),
  ) as Candidate['errors'];
  return { values, errors, free, sumOfSquares: sum };
}

function residualsOf(values: Candidate['values'], samples: readonly UslSample[]): number[] | undefined {
  const residuals = samples.map(({ n, x }) => x - uslThroughput(values, n));
  return residuals.every(Number.isFinite) && values.lambda > 0 ? residuals : undefined;
}

function isLawful({ values: { lambda, sigma, kappa } }: Candidate): boolean {
  return lambda > 0 && sigma >= 0 && sigma <= 1 && kappa >= 0;
}

/** One that comes later has more parameters: it has to be worth them. */
function isBetter(other: Candidate, best: Candidate, noticeable: number): boolean {
  return other.sumOfSquares < best.sumOfSquares - noticeable;
}

function fitOf(best: Candidate, samples: readonly UslSample[]): UslFit {
  const { values, errors, free, sumOfSquares: sum } = best;
  const freedom = samples.length - free.length;
  const quantile = freedom < 1 ? undefined : studentQuantile975(freedom);
  const parameter = (name: Name): UslParameter => {
    const value = values[name];
    const error = errors[name];
    if (error === undefined || quantile === undefined) return { value };
    return { value, low: value - quantile * error, high: value + quantile * error };
  };
  const mean = samples.reduce((sum, { x }) => sum + x, 0) / samples.length;
  const total = samples.reduce((sum, { x }) => sum + (x - mean) ** 2, 0);
  return {
    lambda: parameter('lambda'),
    sigma: parameter('sigma'),
    kappa: parameter('kappa'),
    rSquared: total === 0 ? 0 : 1 - sum / total,
    residuals: samples.map(({ n, x }) => x - uslThroughput(values, n)),
    ...(freedom >= 1 && { residualError: Math.sqrt(sum / freedom) }),
  };
}

export interface UslPeak {
  readonly n: number;
  readonly x: number;
}

/** Where throughput is highest; undefined where it never falls. */
export function uslPeak({ lambda, sigma, kappa }: UslFit): UslPeak | undefined {
  if (kappa.value <= 0 || sigma.value >= 1) return undefined;
  const n = Math.sqrt((1 - sigma.value) / kappa.value);
  return { n, x: uslThroughput({ lambda: lambda.value, sigma: sigma.value, kappa: kappa.value }, n) };
}

/** What throughput tends to where it never falls: λ/σ; undefined where it falls, or grows for ever. */
export function uslAsymptote({ lambda, sigma, kappa }: UslFit): number | undefined {
  return kappa.value > 0 || sigma.value <= 0 ? undefined : lambda.value / sigma.value;
}
