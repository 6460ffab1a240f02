import { estimatePlan } from '../../plan/estimate.ts';
import { indexSteps } from '../../run/step-index.ts';
import type { Job } from '../run/prepare.ts';
import { planOf } from '../run/execute.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';

/** What a scenario comes to. */
export interface ScenarioSize {
  readonly clients: number;
  readonly steps: number;
  readonly messages: number;
  readonly faults: number;
}

export function sizeOf(
  job: Pick<Job, 'scenario' | 'seed' | 'target'>,
  version: ProtocolVersion,
): ScenarioSize {
  const plan = planOf(version, job, 0);
  return {
    clients: plan.clientCount,
    steps: indexSteps(plan).size,
    messages: estimatePlan(plan).published,
    faults: plan.faults.length,
  };
}

const WORDS = ['clients', 'steps', 'messages', 'faults'] as const;

/** `2 clients, 4 steps, 3 messages`. */
export function sizeText(size: ScenarioSize): string {
  return WORDS.filter((word) => word !== 'faults' || size.faults > 0)
    .map((word) => `${size[word].toLocaleString('en-US')} ${size[word] === 1 ? word.slice(0, -1) : word}`)
    .join(', ');
}
