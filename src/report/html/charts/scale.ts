/** Where values lie on an axis: 0 at its start, 1 at its end. Values beyond are put at the ends. */
export interface Scale {
  readonly share: (value: number) => number;
  /** Ascending, all of them within the axis. */
  readonly ticks: readonly number[];
  readonly isLogarithmic: boolean;
}

/** From 0, or `min` where it is given, to at least `max`, with round ticks. */
export function linearScale(max: number, { min = 0, ticksWanted = 5, isExact = false } = {}): Scale {
  const span = Number.isFinite(max) && max > min ? max - min : 1;
  const step = niceStep(span / ticksWanted);
  const end = isExact ? min + span : min + Math.ceil(span / step - 1e-9) * step;
  const count = Math.floor((end - min) / step + 1e-9);
  const ticks = Array.from({ length: count + 1 }, (_, at) => round(min + at * step));
  return { share: (value) => clamp((value - min) / (end - min)), ticks, isLogarithmic: false };
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((one) => one * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Decades of positive values; within few decades also 2 and 5 times their start. */
export function logScale(values: readonly number[]): Scale {
  let [least, most] = [Infinity, 0];
  for (const value of values) {
    if (!(value > 0) || !Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (most === 0) [least, most] = [1, 10];
  const candidates = logTicks(Math.floor(Math.log10(least)), Math.ceil(Math.log10(most)) + 1);
  const start = candidates.findLast((tick) => tick <= least * (1 + 1e-9)) ?? least;
  const end = candidates.find((tick) => tick >= most * (1 - 1e-9) && tick > start) ?? most;
  const all = candidates.filter((tick) => tick >= start && tick <= end);
  const decades = all.filter((tick) => Number.isInteger(round(Math.log10(tick))));
  const [low, span] = [Math.log10(start), Math.log10(end / start)];
  return {
    share: (value) => clamp((Math.log10(Math.max(value, Number.MIN_VALUE)) - low) / span),
    ticks: all.length <= TICKS_MAX ? all : decades,
    isLogarithmic: true,
  };
}

const TICKS_MAX = 8;

function logTicks(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => 10 ** (from + at)).flatMap((power) => [
    round(power),
    round(2 * power),
    round(5 * power),
  ]);
}

function clamp(share: number): number {
  return Number.isNaN(share) ? 0 : Math.min(1, Math.max(0, share));
}

/** Rid of the dust of binary fractions. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}
