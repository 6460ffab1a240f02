import { BenchError } from '../../base/errors.ts';
import { needsPackets } from '../../fault/kinds/index.ts';
import { memberCount } from '../../plan/members.ts';
import type { Plan, PlannedFault } from '../../plan/types.ts';
import { indexSteps } from '../step-index.ts';

/** All faults of a plan, those of steps included. */
export function faultsOf(plan: Plan): readonly PlannedFault[] {
  const steps = [...indexSteps(plan).values()];
  return [
    ...plan.faults,
    ...steps.flatMap((step) => (step.kind === 'fault' && step.start !== undefined ? [step.start] : [])),
  ];
}

export function hasFaults(plan: Plan): boolean {
  return faultsOf(plan).length > 0;
}

/** Through TLS and WebSocket the proxy sees no packets. Throws where a fault would need them. */
export function admitFaults(plan: Plan, urls: readonly string[]): void {
  const hidden = urls.find((url) => !/^(?:mqtt|unix):/u.test(url));
  if (hidden === undefined) return;
  const blind = faultsOf(plan).find((fault) => fault.actions.some(needsPackets) || !concernsAll(fault, plan));
  if (blind === undefined) return;
  const why = blind.actions.some(needsPackets) ? 'looks for a packet' : 'concerns some clients only';
  throw new BenchError(
    'usage',
    'fault-needs-packets',
    `the fault \`${blind.name}\` ${why}, and ${hidden} hides packets and clients from the proxy`,
    { hint: 'use a target with mqtt://, or faults of all clients without `cut`' },
  );
}

function concernsAll({ members, drawnShare }: PlannedFault, plan: Plan): boolean {
  return drawnShare === undefined && memberCount(members) === plan.clientCount;
}
