import { planScenario, type PlanOptions } from '../../src/plan/plan-scenario.ts';
import type { Plan, PlannedStep } from '../../src/plan/types.ts';
import { loadText } from '../scenario/support.ts';

/** The plan of a scenario text. */
export function planText(text: string, options: Partial<PlanOptions> = {}): Plan {
  const scenario = loadText(text);
  return planScenario(scenario, { version: scenario.versions[0] ?? 5, seed: 1, runId: 0xabc, ...options });
}

/** The plan of groups and steps: `{ a: 3 }`, `['connect: all']`. */
export function planOf(counts: Readonly<Record<string, number>>, steps: readonly string[], seed = 1): Plan {
  const clients = Object.entries(counts).map(([name, count]) => `  ${name}: { count: ${count} }`);
  const list = ['connect: all', ...steps].map((step) => `  - ${step}`);
  return planText(`name: test\nclients:\n${clients.join('\n')}\nsteps:\n${list.join('\n')}\n`, { seed });
}

/** The only step of that kind. */
export function onlyStep<K extends PlannedStep['kind']>(
  plan: Plan,
  kind: K,
): Extract<PlannedStep, { kind: K }> {
  const found = plan.steps.filter((step): step is Extract<PlannedStep, { kind: K }> => step.kind === kind);
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`one ${kind} is needed`);
  return only;
}
