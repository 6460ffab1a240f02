import { formatDurationUs } from '../../../base/units.ts';
import type { FaultResult, RunResult } from '../../../results/model.ts';
import { formatCount } from '../../format.ts';
import type { Axis, Band, Limit, Series } from '../charts/chart.ts';
import { linearScale, logScale, niceStep } from '../charts/scale.ts';
import type { Scale } from '../charts/scale.ts';
import type { Course, Moment, Spread } from './timeline.ts';

/** Bands in one plot: more could not be told apart. */
const BANDS_MAX = 120;
/** Of the axis: marks that are closer would stand in each other. */
const MARKS_APART = 0.035;

export function timeAxis({ endS }: Course): Axis {
  const step = TIME_STEPS_S.find((one) => endS / one <= TICKS_MAX) ?? niceStep(endS / TICKS_MAX);
  const scale = linearScale(Math.max(endS, step), { isExact: true });
  const count = Math.floor(Math.max(endS, step) / step + 1e-9);
  return {
    label: 'time from the start of the run',
    scale,
    ticks: Array.from({ length: count + 1 }, (_, at) => at * step).map((at) => ({
      at,
      label: formatSeconds(at),
    })),
  };
}

const TICKS_MAX = 7;
/** Steps that people count time in. */
const TIME_STEPS_S = [
  ...[0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60),
  ...[1, 2, 4, 6, 12, 24, 48].map((hours) => hours * 3_600),
];

/** `90 s` up to two minutes, then `12:30`, with hours where there are some. */
export function formatSeconds(seconds: number): string {
  if (seconds <= 120) return `${Number(seconds.toFixed(2))} s`;
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const rest = String(Math.floor(seconds % 60)).padStart(2, '0');
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`;
}

export function countAxis(label: string, most: number): Axis {
  const scale = linearScale(Math.max(most, 1));
  return { label, scale, ticks: scale.ticks.map((at) => ({ at, label: shortCount(at) })) };
}

/** `1,500`, `20k`, `1.5M`: what fits beside an axis. */
export function shortCount(count: number): string {
  if (count >= 1_000_000) return `${Number((count / 1_000_000).toPrecision(3))}M`;
  if (count >= 10_000) return `${Number((count / 1_000).toPrecision(3))}k`;
  return count < 10 ? String(Number(count.toPrecision(2))) : formatCount(count);
}

export function durationAxis(label: string, values: readonly number[]): Axis {
  const scale: Scale = logScale(values);
  return { label, scale, ticks: scale.ticks.map((at) => ({ at, label: formatDurationUs(at) })) };
}

/** Counts as steps, each as long as the seconds it stands for; with the spread where a point stands for several. */
export function countSteps(
  label: string,
  course: Course,
  value: (moment: Moment) => Spread | undefined,
): Series {
  const series = steps(label, course, (moment) => value(moment)?.mean);
  if (course.secondsPerMoment === 1) return series;
  const spread = course.moments.flatMap((moment) => {
    const one = value(moment);
    const x = (moment.fromS + moment.toS) / 2;
    return one === undefined ? [] : [{ x, low: one.low, high: one.high }];
  });
  return { ...series, spread };
}

/** Latencies as steps: seconds in which nothing arrived are gaps, not zeros. */
export function latencySteps(label: string, course: Course, value: (moment: Moment) => number): Series {
  return steps(label, course, (moment) => (value(moment) > 0 ? value(moment) : undefined));
}

function steps(label: string, { moments }: Course, value: (moment: Moment) => number | undefined): Series {
  const points = moments.flatMap((moment, at) => {
    const y = value(moment);
    if (y === undefined) return [undefined];
    const next = moments[at + 1];
    const goesOn = next?.fromS === moment.toS && value(next) !== undefined;
    const start = { x: moment.fromS, y };
    return goesOn ? [start] : [start, { x: moment.toS, y }, undefined];
  });
  return { label, shape: 'step', points };
}

/** When the test itself broke something: `A` for the first fault of the list, `B` for the next. */
export function faultBands({ faults = [] }: RunResult, { endS }: Course): Band[] {
  const all = faults.flatMap(({ spans }, at) =>
    spans.map(({ fromUs, toUs }) => ({
      from: fromUs / 1_000_000,
      to: toUs / 1_000_000,
      mark: faultMark(at),
    })),
  );
  let markedS = -Infinity;
  return all
    .sort((a, b) => a.from - b.from)
    .slice(0, BANDS_MAX)
    .map((band) => {
      const hasRoom = band.from - markedS > endS * MARKS_APART;
      if (hasRoom) markedS = band.from;
      return hasRoom ? band : { ...band, mark: '' };
    });
}

/** Says so where not every fault is drawn. */
export function bandNotes({ faults = [] }: RunResult): string[] {
  const [times, spans] = [faults.reduce((sum, one) => sum + one.times, 0), spansOf(faults)];
  const drawn = Math.min(spans, BANDS_MAX);
  return times > drawn
    ? [`Drawn: the first ${formatCount(drawn)} of ${formatCount(times)} times that faults struck.`]
    : [];
}

export function faultMark(index: number): string {
  return index < 26 ? String.fromCodePoint(65 + index) : `${index + 1}`;
}

function spansOf(faults: readonly FaultResult[]): number {
  return faults.reduce((sum, { spans }) => sum + spans.length, 0);
}

/** Thresholds on what a chart shows, as lines. */
export function thresholdLimits(
  { thresholds }: RunResult,
  metric: RegExp,
  xOf?: (name: string) => number | undefined,
): Limit[] {
  return thresholds.flatMap(({ text, bound }) => {
    const name = /^\s*([\w.-]+)/u.exec(text)?.[1] ?? '';
    if (bound === undefined || !metric.test(name)) return [];
    const x = xOf?.(name);
    return [{ y: bound, label: text, ...(x !== undefined && { x }) }];
  });
}
