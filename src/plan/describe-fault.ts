import type { FaultAction } from '../fault/types.ts';
import { formatDurationUs } from '../base/units.ts';
import { packetName } from '../protocol/constants.ts';
import { memberCount } from './members.ts';
import type { FaultStep, PlannedFault, RestartBrokerStep } from './types.ts';

/** What, for whom and when, in words. */
export function describeFault(fault: PlannedFault): string {
  const { actions, members, drawnShare, atUs, everyUs, forUs } = fault;
  const [only, second] = actions;
  const what =
    only === undefined || second !== undefined
      ? `one of ${kindsOf(actions)} by the seed`
      : describeAction(only);
  const share = drawnShare === undefined ? '' : `${Math.round(drawnShare * 100)}% of `;
  return [
    what,
    `${share}${memberCount(members)} clients`,
    ...(atUs === undefined ? [] : [`at ${formatDurationUs(atUs)}`]),
    ...(everyUs === undefined ? [] : [`every ${formatDurationUs(everyUs)}`]),
    ...(forUs === undefined ? [] : [`for ${formatDurationUs(forUs)}`]),
  ].join(', ');
}

/** What a step does to network or broker. */
export function describeDisruption(step: FaultStep | RestartBrokerStep): string {
  if (step.kind === 'restart-broker')
    return step.how === 'pause' ? `for ${formatDurationUs(step.forUs)}` : '';
  if (step.start !== undefined) return describeFault(step.start);
  const { stop } = step;
  return stop === undefined || stop === 'all' ? 'all' : stop.join(', ');
}

function kindsOf(actions: readonly FaultAction[]): string {
  return [...new Set(actions.map(({ kind }) => kind))].join(', ');
}

function describeAction(action: FaultAction): string {
  const way = 'direction' in action && action.direction !== 'both' ? ` ${action.direction}` : '';
  switch (action.kind) {
    case 'latency':
      return `latency of ${formatDurationUs(action.delayUs)} ± ${formatDurationUs(action.jitterUs)}${way}`;
    case 'bandwidth':
      return `${action.bytesPerSecond} bytes a second${way}`;
    case 'slice':
      return `${action.bytes} bytes at a time${way}`;
    case 'cut':
      return `${action.how} ${cutPlace(action)}`;
    default:
      return `${action.kind}${way}`;
  }
}

function cutPlace({ at, passes }: Extract<FaultAction, { kind: 'cut' }>): string {
  const where = passes === undefined ? 'after' : passes === 0 ? 'before' : `at byte ${passes} of`;
  const way = at.direction === 'both' ? '' : ` ${at.direction}`;
  return `${where} ${packetName(at.packet)} ${at.nth}${way}`;
}
