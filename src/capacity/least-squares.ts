/** Least squares of a few parameters: Levenberg-Marquardt, by hand because nothing here is large. */

export interface Residuals {
  /** Observed less fitted, one for each observation; undefined where the parameters make no sense. */
  residuals(parameters: readonly number[]): readonly number[] | undefined;
}

export interface LeastSquares {
  readonly parameters: readonly number[];
  readonly sumOfSquares: number;
  /** Of each parameter; undefined where the observations do not tell. */
  readonly standardErrors: readonly (number | undefined)[];
}

const ITERATIONS_MAX = 500;
const DAMPING_START = 1e-3;
const DAMPING_MAX = 1e12;
const CONVERGED = 1e-14;
const STEP = 1e-6;
const SINGULAR = 1e-12;

/** The parameters with the smallest sum of squared residuals near `start`; undefined where that is nowhere defined. */
export function leastSquares(problem: Residuals, start: readonly number[]): LeastSquares | undefined {
  let parameters = start;
  let residuals = problem.residuals(parameters);
  if (residuals === undefined) return undefined;
  let damping = DAMPING_START;
  for (let i = 0; i < ITERATIONS_MAX && damping < DAMPING_MAX; i += 1) {
    const before = sumOfSquares(residuals);
    const better = step(problem, { parameters, residuals, damping });
    if (better === undefined) {
      damping *= 10;
      continue;
    }
    ({ parameters, residuals } = better);
    damping = Math.max(1e-12, damping / 10);
    if (before - sumOfSquares(residuals) <= CONVERGED * before) break;
  }
  return {
    parameters,
    sumOfSquares: sumOfSquares(residuals),
    standardErrors: standardErrors(problem, parameters, residuals),
  };
}

export function sumOfSquares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

interface Position {
  readonly parameters: readonly number[];
  readonly residuals: readonly number[];
}

/** One step down; undefined where that length leads up. */
function step(problem: Residuals, at: Position & { readonly damping: number }): Position | undefined {
  const slopes = jacobian(problem, at.parameters, at.residuals);
  if (slopes === undefined) return undefined;
  const normal = gram(slopes.units).map((row, i) =>
    row.map((value, j) => (i === j ? value * (1 + at.damping) : value)),
  );
  const down = slopes.units.map((slope) => -dot(slope, at.residuals));
  const change = solve(normal, down);
  if (change === undefined) return undefined;
  const parameters = at.parameters.map((value, i) => value + (change[i] ?? 0) / (slopes.lengths[i] ?? 1));
  const residuals = problem.residuals(parameters);
  if (residuals === undefined || !(sumOfSquares(residuals) < sumOfSquares(at.residuals))) return undefined;
  return { parameters, residuals };
}

/** Slopes of the residuals, one row for each parameter: directions of length 1, so that no parameter's unit matters. */
interface Slopes {
  readonly units: readonly (readonly number[])[];
  readonly lengths: readonly number[];
}

function jacobian(
  problem: Residuals,
  parameters: readonly number[],
  residuals: readonly number[],
): Slopes | undefined {
  const units: number[][] = [];
  const lengths: number[] = [];
  for (const [i, value] of parameters.entries()) {
    const width = STEP * Math.max(Math.abs(value), STEP);
    const moved = problem.residuals(parameters.map((one, j) => (i === j ? one + width : one)));
    if (moved === undefined) return undefined;
    const slope = moved.map((one, k) => (one - (residuals[k] ?? 0)) / width);
    const length = Math.sqrt(sumOfSquares(slope));
    if (length === 0) return undefined;
    units.push(slope.map((one) => one / length));
    lengths.push(length);
  }
  return { units, lengths };
}

function standardErrors(
  problem: Residuals,
  parameters: readonly number[],
  residuals: readonly number[],
): (number | undefined)[] {
  const freedom = residuals.length - parameters.length;
  const slopes = jacobian(problem, parameters, residuals);
  if (slopes === undefined || freedom < 1) return parameters.map(() => undefined);
  const variance = sumOfSquares(residuals) / freedom;
  const normal = gram(slopes.units);
  return parameters.map((_, i) => {
    const unit = parameters.map((__, j) => (i === j ? 1 : 0));
    const own = solve(normal, unit)?.[i];
    return own === undefined || own < 0 ? undefined : Math.sqrt(variance * own) / (slopes.lengths[i] ?? 1);
  });
}

function gram(rows: readonly (readonly number[])[]): number[][] {
  return rows.map((a) => rows.map((b) => dot(a, b)));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

/** Gaussian elimination with pivoting, for coefficients of about 1; undefined where the rows depend on each other. */
export function solve(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): number[] | undefined {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  for (let column = 0; column < rows.length; column += 1) {
    const pivot = pivotOf(rows, column);
    const own = rows[pivot];
    if (own === undefined || Math.abs(own[column] ?? 0) < SINGULAR) return undefined;
    [rows[column], rows[pivot]] = [own, rows[column] ?? own];
    for (const [i, row] of rows.entries()) {
      if (i === column) continue;
      const factor = (row[column] ?? 0) / (own[column] ?? 1);
      rows[i] = row.map((value, k) => value - factor * (own[k] ?? 0));
    }
  }
  return rows.map((row, i) => (row.at(-1) ?? 0) / (row[i] ?? 1));
}

function pivotOf(rows: readonly (readonly number[])[], column: number): number {
  let best = column;
  for (let i = column + 1; i < rows.length; i += 1)
    if (Math.abs(rows[i]?.[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0)) best = i;
  return best;
}
