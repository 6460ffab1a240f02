import { indexSteps } from '../step-index.ts';
import { memberCount, normalizeMembers } from '../../plan/members.ts';
import type { Plan, PlannedGroup } from '../../plan/types.ts';
import { hasFaults } from '../faults/visible.ts';

/** What a plan asks of the machine that its clients run on. */
export interface PlanNeeds {
  /** Clients that ever connect. */
  readonly connections: number;
  /** Whether all of them may be connected at one time: nobody leaves before others come. */
  readonly together: boolean;
  /** Connections over TCP of the busiest local address, to the target addresses that it talks to. */
  readonly portsMax: number;
  /** Source addresses that all groups name, together; 0: the system chooses one. */
  readonly sourceAddresses: number;
  readonly targets: number;
  readonly threads: number;
  /** The target runs in this process: every connection has both its ends here. */
  readonly embedded: boolean;
  /** Clients reach the target through the proxy for faults, in this process: two more ends of every connection. */
  readonly proxied: boolean;
  readonly memoryBytes: number;
}

/** Rounded up from single measurements, not promises: what a connection, a flow and a thread take. */
const MEMORY = {
  process: 120 * 2 ** 20,
  thread: 40 * 2 ** 20,
  connection: 12 * 2 ** 10,
  tlsConnection: 64 * 2 ** 10,
  referenceConnection: 64 * 2 ** 10,
  embeddedConnection: 16 * 2 ** 10,
  proxiedConnection: 16 * 2 ** 10,
  flow: 1_024,
} as const;

export function planNeeds(
  plan: Plan,
  { threads = 1, embedded = false }: { threads?: number; embedded?: boolean } = {},
): PlanNeeds {
  const steps = [...indexSteps(plan).values()];
  const connecting = steps.filter(
    (step) => step.kind === 'connect' || step.kind === 'resume' || step.kind === 'takeover',
  );
  const lastConnect = steps.findLastIndex((step) => step.kind === 'connect');
  const firstLeave = steps.findIndex((step) => step.kind === 'disconnect' || step.kind === 'drop');
  const urls = plan.target?.urls ?? [];
  const overTcp = !urls.some((url) => url.startsWith('unix:'));
  const targets = Math.max(1, urls.length);
  const proxied = hasFaults(plan);
  return {
    connections: memberCount(normalizeMembers(connecting.flatMap((step) => step.members))),
    together: firstLeave === -1 || firstLeave > lastConnect,
    portsMax: Math.max(
      // To the proxy clients come over TCP, whatever the target.
      overTcp || proxied ? portsOfBusiestAddress(plan.groups, targets) : 0,
      // The proxy itself has one address for all of them.
      overTcp && proxied ? Math.ceil(plan.clientCount / targets) : 0,
    ),
    sourceAddresses: new Set(plan.groups.flatMap((group) => group.sourceAddresses)).size,
    ...{ targets, threads, embedded, proxied },
    memoryBytes: memoryOf(plan, urls, { threads, embedded, proxied }),
  };
}

/**
 * A port serves one connection of each pair of local address and target. A local address that a client names is bound
 * before its target is known to the system, which then gives each connection a port of its own.
 */
function portsOfBusiestAddress(groups: readonly PlannedGroup[], targets: number): number {
  const bound = new Map<string, number>();
  let unbound = 0;
  for (const { count, sourceAddresses } of groups) {
    if (sourceAddresses.length === 0) unbound += count / targets;
    for (const address of sourceAddresses)
      bound.set(address, (bound.get(address) ?? 0) + count / sourceAddresses.length);
  }
  return Math.ceil(Math.max(unbound, ...bound.values()));
}

function memoryOf(
  plan: Plan,
  urls: readonly string[],
  { threads, embedded, proxied }: Pick<PlanNeeds, 'threads' | 'embedded' | 'proxied'>,
): number {
  const tls = urls.some((url) => /^(?:mqtts|wss):/u.test(url));
  const connections = plan.groups.reduce((sum, { count, engine }) => {
    const each =
      (engine === 'mqttjs' ? MEMORY.referenceConnection : MEMORY.connection) +
      (tls ? MEMORY.tlsConnection : 0) +
      (embedded ? MEMORY.embeddedConnection : 0) +
      (proxied ? MEMORY.proxiedConnection : 0);
    return sum + count * each;
  }, 0);
  return MEMORY.process + threads * MEMORY.thread + connections + plan.flowCount * MEMORY.flow;
}
