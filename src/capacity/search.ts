/**
 * The search for the highest load that holds: a geometric ramp to the first load that does not, then bisection, then both
 * ends again until a majority of repeats agrees. A function of the trials so far: the same trials lead to the same next one.
 */
import type { PointVerdict } from '../results/capacity.ts';
import { levelsOf, type Level } from './levels.ts';

/** What one run said about its load. */
export type TrialOutcome = PointVerdict;

export interface Trial {
  readonly load: number;
  readonly outcome: TrialOutcome;
}

export interface SearchSettings {
  /** Where it begins. */
  readonly start: number;
  /** No load below, and none above. */
  readonly min: number;
  readonly max: number;
  /** Loads are whole numbers. */
  readonly whole: boolean;
  /** Width of the bracket in parts of its lower end, e.g. 0.05. */
  readonly precision: number;
  /** Trials that decide about one end of the bracket; most of them have to agree. */
  readonly repeats: number;
  /** Inconclusive trials that are tried again at one load. */
  readonly inconclusiveMax: number;
}

export type SearchStep =
  | { readonly kind: 'try'; readonly load: number; readonly why: 'ramp' | 'bisect' | 'repeat' }
  | { readonly kind: 'done' };

export interface Bracket {
  /** Highest load that holds below everything that does not. */
  readonly held?: Level;
  /** Lowest load that does not hold, or that nothing is known of. */
  readonly upper?: Level;
}

const GROWTH = 2;
/** A bracket so wide is that of the ramp: an accident there would send the search to the wrong place. */
const RAMP_WIDTH = 1.5;
const DIGITS = 4;

export function nextStep(trials: readonly Trial[], settings: SearchSettings): SearchStep {
  const levels = levelsOf(trials, settings);
  const open = levels.find(({ standing }) => standing === 'open');
  if (open !== undefined) return { kind: 'try', load: open.load, why: 'repeat' };
  const { held, upper } = bracketOf(levels);
  if (held === undefined && upper === undefined) return ramp(settings.start);
  if (upper === undefined) return upwards(held as Level, settings);
  if (held === undefined) return downwards(upper, settings);
  return between(held, upper, settings);
}

/** The lowest load that fails, or that is inconclusive, and the highest below it that holds. */
export function bracketOf(levels: readonly Level[]): Bracket {
  const upper = levels.find(({ standing }) => standing === 'failed' || standing === 'inconclusive');
  const held = levels.findLast(
    ({ standing, load }) => standing === 'held' && (upper === undefined || load < upper.load),
  );
  return { ...(held !== undefined && { held }), ...(upper !== undefined && { upper }) };
}

/** Whether no load is left between the two that would make the bracket narrower, or it is narrow enough. */
export function isTight({ held, upper }: Bracket, settings: SearchSettings): boolean {
  if (held === undefined || upper === undefined) return false;
  return (
    upper.load - held.load <= settings.precision * held.load ||
    middleOf(held.load, upper.load, settings) === undefined
  );
}

function upwards(held: Level, settings: SearchSettings): SearchStep {
  if (held.load < settings.max) return ramp(Math.min(settings.max, rounded(held.load * GROWTH, settings)));
  return held.isSettled ? { kind: 'done' } : again(held);
}

function downwards(upper: Level, settings: SearchSettings): SearchStep {
  if (!upper.isSettled) return again(upper);
  if (upper.load <= settings.min) return { kind: 'done' };
  return ramp(Math.max(settings.min, rounded(upper.load / GROWTH, settings)));
}

function between(held: Level, upper: Level, settings: SearchSettings): SearchStep {
  const tight = isTight({ held, upper }, settings);
  if (!upper.isSettled && upper.load >= held.load * RAMP_WIDTH) return again(upper);
  const load = tight ? undefined : middleOf(held.load, upper.load, settings);
  if (load !== undefined) return { kind: 'try', load, why: 'bisect' };
  if (!held.isSettled) return again(held);
  return upper.isSettled ? { kind: 'done' } : again(upper);
}

function ramp(load: number): SearchStep {
  return { kind: 'try', load, why: 'ramp' };
}

function again({ load }: Level): SearchStep {
  return { kind: 'try', load, why: 'repeat' };
}

/** The geometric mean, where it is a load of its own. */
function middleOf(low: number, high: number, settings: SearchSettings): number | undefined {
  const middle = rounded(Math.sqrt(low * high), settings);
  return middle > low && middle < high ? middle : undefined;
}

function rounded(load: number, { whole }: SearchSettings): number {
  return whole ? Math.max(1, Math.round(load)) : Number(load.toPrecision(DIGITS));
}
