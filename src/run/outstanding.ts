import type { CheckContext } from '../check/context.ts';
import { finish } from '../check/finish.ts';
import { mergeStates, type CheckState } from '../check/state.ts';

/**
 * Messages owed and not delivered if the drain ended now. The judge itself counts them: there is no second opinion that
 * could end a drain too early.
 */
export function countOutstanding(
  states: readonly CheckState[],
  context: CheckContext,
  nowUs: number,
): number {
  const drain = { startedUs: nowUs, tUs: nowUs, complete: false };
  const merged = mergeStates(states);
  const hypothetical: CheckState = {
    ...merged,
    parts: merged.parts.map((part) => ({ ...part, drains: [...part.drains, drain] })),
  };
  return finish(hypothetical, context).semantics.reduce((sum, row) => sum + row.lost, 0);
}
