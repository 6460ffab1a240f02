import { levelsOf, type Level } from './levels.ts';
import { bracketOf, isTight, type SearchSettings, type Trial } from './search.ts';

/** What the trials so far say. Loads are values of the searched variable. */
export interface SearchAnswer {
  /**
   * `knee`: one load holds, the next one tried does not. `at-least`: no load failed. `at-most`: no load held. `none`: nothing
   * is known.
   */
  readonly kind: 'knee' | 'at-least' | 'at-most' | 'none';
  /** What ended the way up: the target's speed, a promise it broke, our generator, or the range that was asked for. */
  readonly limit?: 'target' | 'promise' | 'generator' | 'range';
  /** The search came to its end: the bracket is as narrow as was asked for, and a majority of repeats agrees on both ends. */
  readonly isSettled: boolean;
  /** Highest load that holds, with every load that fails above it. */
  readonly held?: number;
  /** Lowest load that fails. */
  readonly failed?: number;
  /** No trial failed at this load or below, and none of these loads was left inconclusive. At most `held`. */
  readonly low?: number;
  /** Every trial failed at this load, and none held above. */
  readonly high?: number;
  /** Some load held above one that failed. */
  readonly isMonotonic: boolean;
}

export function answerOf(trials: readonly Trial[], settings: SearchSettings): SearchAnswer {
  const levels = levelsOf(trials, settings);
  const { held, upper } = bracketOf(levels);
  const failed = levels.find(({ standing }) => standing === 'failed');
  const low = lowOf(levels);
  const high = highOf(levels);
  return {
    ...kindOf(held, failed, upper),
    isSettled: settled(held, failed ?? upper, settings),
    ...(held !== undefined && { held: held.load }),
    ...(failed !== undefined && { failed: failed.load }),
    ...(low !== undefined && { low }),
    ...(high !== undefined && { high }),
    isMonotonic: !levels.some(
      ({ standing, load }) => standing === 'held' && failed !== undefined && load > failed.load,
    ),
  };
}

/** A load that failed with a generator that was well is the target's, even where one below it was inconclusive. */
function kindOf(
  held: Level | undefined,
  failed: Level | undefined,
  upper: Level | undefined,
): Pick<SearchAnswer, 'kind' | 'limit'> {
  if (failed !== undefined) {
    const limit = failed.counts.broken > 0 ? 'promise' : 'target';
    return { kind: held === undefined ? 'at-most' : 'knee', limit };
  }
  const known = held !== undefined;
  if (upper !== undefined) return { kind: known ? 'at-least' : 'none', limit: 'generator' };
  return known ? { kind: 'at-least', limit: 'range' } : { kind: 'none' };
}

function settled(held: Level | undefined, upper: Level | undefined, settings: SearchSettings): boolean {
  if (held === undefined) return upper?.isSettled === true && upper.load <= settings.min;
  if (!held.isSettled) return false;
  if (upper === undefined) return held.load >= settings.max;
  return upper.isSettled && isTight({ held, upper }, settings);
}

function lowOf(levels: readonly Level[]): number | undefined {
  const firstDoubt =
    levels.find(({ counts, standing }) => counts.missed + counts.broken > 0 || standing === 'inconclusive')
      ?.load ?? Infinity;
  return levels.findLast(({ load, counts }) => load < firstDoubt && counts.held > 0)?.load;
}

function highOf(levels: readonly Level[]): number | undefined {
  const lastGood = levels.findLast(({ counts }) => counts.held > 0)?.load ?? -Infinity;
  return levels.find(({ load, counts }) => load > lastGood && counts.missed + counts.broken > 0)?.load;
}
