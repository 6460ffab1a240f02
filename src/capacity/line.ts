import { studentQuantile975 } from './student.ts';

export interface LinePoint {
  readonly x: number;
  readonly y: number;
}

/** y = intercept + slope · x. */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
  /** 95 % confidence of the slope. */
  readonly slopeLow: number;
  readonly slopeHigh: number;
  readonly count: number;
}

export type LineResult =
  { readonly ok: true; readonly line: Line } | { readonly ok: false; readonly reason: string };

const POINTS_MIN = 3;
/** The largest x in parts of the smallest. */
const SPREAD_MIN = 1.5;

/** Least squares over all points: what one more x costs, whatever is there without any. */
export function fitLine(points: readonly LinePoint[]): LineResult {
  const xs = points.map(({ x }) => x);
  if (Math.max(...xs) < SPREAD_MIN * Math.min(...xs) || Math.max(...xs) === Math.min(...xs))
    return { ok: false, reason: 'it hardly varied' };
  if (points.length < POINTS_MIN)
    return {
      ok: false,
      reason: `${points.length} readings are too few for a line; ${POINTS_MIN} are needed`,
    };
  const meanX = mean(xs);
  const meanY = mean(points.map(({ y }) => y));
  const sumXx = sum(points, ({ x }) => (x - meanX) ** 2);
  const slope = sum(points, ({ x, y }) => (x - meanX) * (y - meanY)) / sumXx;
  const intercept = meanY - slope * meanX;
  const freedom = points.length - 2;
  const variance = sum(points, ({ x, y }) => (y - intercept - slope * x) ** 2) / freedom;
  const margin = studentQuantile975(freedom) * Math.sqrt(variance / sumXx);
  return {
    ok: true,
    line: { intercept, slope, slopeLow: slope - margin, slopeHigh: slope + margin, count: points.length },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function sum(points: readonly LinePoint[], pick: (point: LinePoint) => number): number {
  return points.reduce((total, point) => total + pick(point), 0);
}
