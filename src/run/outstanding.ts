import type { CheckContext } from '../check/context.ts';
import { outstanding, type Outstanding } from '../check/outstanding.ts';
import { mergeStates, type CheckState } from '../check/state.ts';

/**
 * Messages owed and not delivered if the drain ended now, and Wills that come due before `untilUs`. The judge itself counts them: there is no second opinion that
 * could end a drain too early.
 */
export function countOutstanding(
  states: readonly CheckState[],
  context: CheckContext,
  nowUs: number,
  untilUs: number,
): Outstanding {
  return outstanding(mergeStates(states), context, nowUs, untilUs);
}
