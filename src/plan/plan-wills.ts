import type { Group, WillSpec } from '../scenario/types.ts';
import { plannedProperties } from './flow-blocks.ts';
import type { FlowBlock, PlannedGroup, PlannedWill } from './types.ts';

export interface PlannedWills {
  /** The same groups, with their Wills. */
  readonly groups: readonly PlannedGroup[];
  readonly flowBlocks: readonly FlowBlock[];
  readonly flowCount: number;
}

/** Gives each client with a Will a flow of its own, behind all others: what is published for it is judged as its message. */
export function planWills(
  specs: readonly Group[],
  groups: readonly PlannedGroup[],
  firstWillFlow: number,
): PlannedWills {
  const carrier = groups.every(({ version }) => version === 5) ? 'user-property' : 'none';
  const flowBlocks: FlowBlock[] = [];
  let flowCount = firstWillFlow;
  const planned = groups.map((group, at) => {
    const spec = specs[at]?.will;
    if (spec === undefined) return group;
    const will = planWill(spec, flowCount, spec.payload === undefined ? 'payload' : carrier);
    flowBlocks.push(blockOf(group, will));
    flowCount += group.count;
    return { ...group, will };
  });
  return { groups: planned, flowBlocks, flowCount };
}

function planWill(spec: WillSpec, firstFlow: number, carrier: PlannedWill['carrier']): PlannedWill {
  const { topic, payload, qos, retain, delay } = spec;
  const properties = plannedProperties(spec);
  return {
    firstFlow,
    carrier,
    topic,
    ...(payload === undefined ? {} : { payload }),
    qos,
    retain,
    ...(delay === undefined ? {} : { delaySeconds: delay }),
    ...(properties === undefined ? {} : { properties }),
  };
}

function blockOf(
  { first, count }: PlannedGroup,
  { firstFlow, topic, qos, retain, carrier, properties }: PlannedWill,
): FlowBlock {
  return {
    base: firstFlow,
    members: [{ first, count }],
    memberCount: count,
    topicsPerMember: 1,
    topic,
    qos,
    retain,
    will: true,
    ...(carrier === 'none' ? { unstamped: true } : {}),
    ...(properties === undefined ? {} : { properties }),
  };
}
