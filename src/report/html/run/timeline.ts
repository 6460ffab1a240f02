import type { RunResult, TimelineRow } from '../../../results/model.ts';

/** Points of a line: as many as a wide page can tell apart. Ten minutes are shown second by second. */
export const POINTS_MAX = 600;

/** A mean, and what the seconds were that it stands for. */
export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** One or more seconds of a run. */
export interface Moment {
  readonly fromS: number;
  readonly toS: number;
  /** Absent in results that were written before it was counted. */
  readonly intended?: Spread;
  readonly sent: Spread;
  readonly acknowledged: Spread;
  readonly received: Spread;
  readonly connected: Spread;
  readonly connects?: Spread;
  readonly connectFailures?: Spread;
  readonly errors: number;
  /** Of the worst second; 0 where nothing arrived. */
  readonly p50Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
}

export interface Course {
  readonly moments: readonly Moment[];
  readonly secondsPerMoment: number;
  /** Of the whole run; where the x axis ends. */
  readonly endS: number;
  /** What was put together or cut, in words. */
  readonly notes: readonly string[];
}

/** The run second by second, or, where there are more seconds than points, several seconds a point. */
export function courseOf(run: RunResult): Course {
  const { timeline } = run.metrics;
  const lastS = timeline.reduce((most, { second }) => Math.max(most, second + 1), 0);
  const secondsPerMoment = Math.max(1, Math.ceil(lastS / POINTS_MAX));
  const buckets = new Map<number, TimelineRow[]>();
  for (const row of timeline) {
    const key = Math.floor(row.second / secondsPerMoment);
    const rows = buckets.get(key);
    if (rows === undefined) buckets.set(key, [row]);
    else rows.push(row);
  }
  const moments = [...buckets.entries()]
    .sort(([a], [b]) => a - b)
    .map(([key, rows]) => momentOf(key * secondsPerMoment, rows, secondsPerMoment));
  const endS = Math.max(lastS, run.durationUs / 1_000_000);
  return { moments, secondsPerMoment, endS, notes: notesOf(run, secondsPerMoment, lastS) };
}

function notesOf(run: RunResult, secondsPerMoment: number, lastS: number): string[] {
  const isPartial = run.durationUs / 1_000_000 < lastS;
  return [
    ...(secondsPerMoment === 1
      ? []
      : [
          `Each point stands for ${secondsPerMoment} seconds: rates are their mean with a pale area from the lowest to the highest second, latencies those of the worst second.`,
        ]),
    ...(isPartial
      ? ['The last second was not a whole one: what is counted in it looks lower than it was.']
      : []),
  ];
}

function momentOf(fromS: number, rows: readonly TimelineRow[], seconds: number): Moment {
  const most = (value: (row: TimelineRow) => number): number =>
    rows.reduce((highest, row) => Math.max(highest, value(row)), 0);
  return {
    fromS,
    toS: fromS + seconds,
    ...optional('intended', rows),
    sent: spreadOf(rows.map((row) => row.sent)),
    acknowledged: spreadOf(rows.map((row) => row.acknowledged)),
    received: spreadOf(rows.map((row) => row.received)),
    connected: spreadOf(rows.map((row) => row.connected)),
    ...optional('connects', rows),
    ...optional('connectFailures', rows),
    errors: rows.reduce((sum, row) => sum + row.errors, 0),
    p50Us: most((row) => row.e2eP50Us),
    p99Us: most((row) => row.e2eP99Us),
    maxUs: most((row) => row.e2eMaxUs),
  };
}

type OptionalCount = 'intended' | 'connects' | 'connectFailures';

function optional(name: OptionalCount, rows: readonly TimelineRow[]): Partial<Record<OptionalCount, Spread>> {
  const values = rows.flatMap((row) => row[name] ?? []);
  return values.length === rows.length ? { [name]: spreadOf(values) } : {};
}

function spreadOf(values: readonly number[]): Spread {
  let [sum, low, high] = [0, Infinity, 0];
  for (const value of values) {
    sum += value;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { mean: sum / values.length, low, high };
}
