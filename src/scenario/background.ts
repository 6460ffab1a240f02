/** How far steps in the background reach. */
import { present } from '../base/assert.ts';
import type { Step } from './types.ts';

/**
 * Where a list waits for the `background` at index `at`: before its next `drain`, for only when nothing more is sent can be told
 * what is missing, or at its end.
 */
export function joinedAt(steps: readonly Step[], at: number): number {
  const drain = steps.findIndex(({ kind }, index) => index > at && kind === 'drain');
  return drain === -1 ? steps.length : drain;
}

export interface Background {
  readonly inside: readonly Step[];
  /** The steps of the list that run meanwhile. */
  readonly beside: readonly Step[];
}

/** Every `background` of a list and of the lists within it. */
export function* backgrounds(steps: readonly Step[]): Generator<Background> {
  for (let at = 0; at < steps.length; at += 1) {
    const step = present(steps[at], 'a step');
    if (step.kind === 'repeat') yield* backgrounds(step.spec.steps);
    if (step.kind === 'parallel') for (const branch of step.spec.branches) yield* backgrounds(branch);
    if (step.kind !== 'background') continue;
    yield* backgrounds(step.spec.steps);
    yield { inside: step.spec.steps, beside: steps.slice(at + 1, joinedAt(steps, at)) };
  }
}
