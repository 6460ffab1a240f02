/** The policy against the broker: every path, one after the other. */
import { AccessPolicy } from '../../plan/access-policy.ts';
import { sampleAccess } from '../../plan/access-sample.ts';
import type { ProbeAccessStep } from '../../plan/types.ts';
import type { SegmentContext } from '../segment-context.ts';
import { probeNames, probeNobody } from './identity-paths.ts';
import { probeRetaining, probeWills } from './left-paths.ts';
import { DIRECT, probeReading, READ_PATHS } from './read-paths.ts';
import { Stage } from './stage.ts';
import { probeRevoked } from './revoked-path.ts';
import { clearRetained, probeQueued, probeRetained } from './stored-paths.ts';
import { probeTakeover } from './takeover-path.ts';
import { probeSys, probeUnclaimed } from './unclaimed-paths.ts';
import { probeAliases, probeWriting } from './write-paths.ts';

type Probe = (stage: Stage) => Promise<void>;

const PROBES: readonly Probe[] = [
  (stage) => probeReading(stage, DIRECT),
  ...READ_PATHS.map(
    (path): Probe =>
      (stage) =>
        probeReading(stage, path),
  ),
  probeRetained,
  probeQueued,
  (stage) => probeWriting(stage),
  probeRetaining,
  probeWills,
  probeAliases,
  probeUnclaimed,
  probeSys,
  probeTakeover,
  probeNames,
  probeNobody,
  probeRevoked,
];

/** Sentences on what could not be tried. */
export async function probeAccess(step: ProbeAccessStep, context: SegmentContext): Promise<string[]> {
  const policy = new AccessPolicy(context.plan);
  const stage = new Stage(context, step, sampleAccess(context.plan, policy, step), policy);
  await stage.enter(stage.actors);
  const problems = stage.actors.flatMap(({ name, refusal }) =>
    refusal === undefined || refusal.kind === 'accepted' ? [] : [`${name} cannot connect: ${refusal.detail}`],
  );
  for (const probe of PROBES) if (!stage.aborted) await probe(stage);
  // Paths clean up after themselves; one that was cut short may not have.
  if (stage.aborted) await cleanUp(stage);
  await stage.leave(stage.actors);
  return problems;
}

async function cleanUp(stage: Stage): Promise<void> {
  await clearRetained(stage);
  await Promise.all(stage.actors.map((actor) => actor.end()));
}
