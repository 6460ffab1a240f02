import type { Group, MembersSpec, Step } from '../types.ts';

/** Every step, those inside `repeat`, `parallel` and `background` included, in the order of the file. */
export function allSteps(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => {
    if (step.kind === 'repeat') return [step, ...allSteps(step.spec.steps)];
    if (step.kind === 'parallel') return [step, ...step.spec.branches.flatMap(allSteps)];
    if (step.kind === 'background') return [step, ...allSteps(step.spec.steps)];
    return [step];
  });
}

/** The groups that a step acts on. Unknown names have been reported, and count for nothing. */
export function groupsOf(spec: MembersSpec, groups: readonly Group[]): Group[] {
  const { clients } = spec;
  return groups.filter((group) => clients === 'all' || clients.includes(group.name));
}
