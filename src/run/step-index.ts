import { BenchError } from '../base/errors.ts';
import type { Plan, PlannedStep } from '../plan/types.ts';

/** All steps of a plan by their paths, those inside `repeat` and `parallel` included. */
export function indexSteps(plan: Plan): ReadonlyMap<string, PlannedStep> {
  const index = new Map<string, PlannedStep>();
  const visit = (steps: readonly PlannedStep[]): void => {
    for (const step of steps) {
      if (index.has(step.path))
        throw new BenchError('internal', 'duplicate-path', `two steps are called ${step.path}`);
      index.set(step.path, step);
      if (step.kind === 'repeat') visit(step.steps);
      if (step.kind === 'parallel') step.branches.forEach(visit);
    }
  };
  visit(plan.steps);
  return index;
}

/** How many steps there are without counting repetitions: for progress. */
export function countSteps(steps: readonly PlannedStep[]): number {
  return steps.reduce((sum, step) => sum + 1 + countInner(step), 0);
}

function countInner(step: PlannedStep): number {
  if (step.kind === 'repeat') return countSteps(step.steps);
  if (step.kind === 'parallel') return step.branches.reduce((sum, branch) => sum + countSteps(branch), 0);
  return 0;
}
