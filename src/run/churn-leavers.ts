import { seededRandom } from '../base/random.ts';
import { memberIndexes } from '../plan/members.ts';
import type { ChurnStep } from '../plan/types.ts';

/** Which time it is that a step takes clients away. */
export interface ChurnRound {
  readonly seed: number;
  /** How often the step has begun before. */
  readonly iteration: number;
  readonly round: number;
}

/** Global indexes of the clients that are to leave: a choice of seed, step and round alone. */
export function churnLeavers(
  { members, leaving, path }: Pick<ChurnStep, 'members' | 'leaving' | 'path'>,
  { seed, iteration, round }: ChurnRound,
): number[] {
  const indexes = memberIndexes(members);
  const random = seededRandom(seed).fork('churn', path, iteration, round);
  for (let at = 0; at < leaving; at += 1) {
    const other = at + random.below(indexes.length - at);
    [indexes[at], indexes[other]] = [indexes[other] as number, indexes[at] as number];
  }
  return indexes.slice(0, leaving);
}
