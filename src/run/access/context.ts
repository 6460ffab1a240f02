import type { AccessContext } from '../../check/context.ts';
import { AccessPolicy } from '../../plan/access-policy.ts';
import { sampleAccess } from '../../plan/access-sample.ts';
import type { Plan } from '../../plan/types.ts';
import { indexSteps } from '../step-index.ts';

/** The policy as the checkers ask for it. */
export function accessContext(plan: Plan): AccessContext {
  const policy = new AccessPolicy(plan);
  const probes = [...indexSteps(plan).values()].filter((step) => step.kind === 'probe-access');
  return {
    mayPublish: (client, topic) => policy.word(client, 'publish', topic),
    mayReceive: (client, topic) => policy.word(client, 'subscribe', topic),
    sampling: probes.map((step) => `${step.path}: ${sampleAccess(plan, policy, step).sampling}`),
  };
}
