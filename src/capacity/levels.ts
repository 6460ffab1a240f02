import type { SearchSettings, Trial, TrialOutcome } from './search.ts';

/** What is known of one load. */
export interface Level {
  readonly load: number;
  readonly counts: Readonly<Record<TrialOutcome, number>>;
  /** `open`: as many for it as against it, or nothing conclusive yet. */
  readonly standing: 'held' | 'failed' | 'inconclusive' | 'open';
  /** No further trial changes it. */
  readonly isSettled: boolean;
}

/** Trials by load, the lowest load first. */
export function levelsOf(
  trials: readonly Trial[],
  settings: Pick<SearchSettings, 'repeats' | 'inconclusiveMax'>,
): Level[] {
  const byLoad = new Map<number, Record<TrialOutcome, number>>();
  for (const { load, outcome } of trials) {
    const counts = byLoad.get(load) ?? { held: 0, missed: 0, broken: 0, inconclusive: 0 };
    counts[outcome] += 1;
    byLoad.set(load, counts);
  }
  return [...byLoad]
    .sort(([a], [b]) => a - b)
    .map(([load, counts]) => ({ load, counts, ...standingOf(counts, settings) }));
}

function standingOf(
  { held, missed, broken, inconclusive }: Level['counts'],
  { repeats, inconclusiveMax }: Pick<SearchSettings, 'repeats' | 'inconclusiveMax'>,
): Pick<Level, 'standing' | 'isSettled'> {
  const majority = Math.floor(repeats / 2) + 1;
  // A promise that was broken once was broken: no number of good runs makes up for it.
  if (broken > 0 || missed >= majority) return { standing: 'failed', isSettled: true };
  if (held >= majority) return { standing: 'held', isSettled: true };
  if (inconclusive > inconclusiveMax) return { standing: 'inconclusive', isSettled: true };
  if (held === missed) return { standing: 'open', isSettled: false };
  return { standing: held > missed ? 'held' : 'failed', isSettled: false };
}
