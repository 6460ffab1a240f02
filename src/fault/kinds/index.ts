import type { Behaviour, BehaviourScope } from '../behaviour.ts';
import type { Direction, FaultAction } from '../types.ts';
import { bandwidth } from './bandwidth.ts';
import { cut } from './cut.ts';
import { dropPacket } from './drop-packet.ts';
import { duplicatePacket } from './duplicate-packet.ts';
import { halfOpen } from './half-open.ts';
import { latency } from './latency.ts';
import { slice } from './slice.ts';
import { stall } from './stall.ts';

/** What a fault does to one direction; undefined: nothing, or nothing that lasts. */
export function behaviourOf(action: FaultAction, scope: BehaviourScope): Behaviour | undefined {
  if (!isAbout(action, scope.direction)) return undefined;
  switch (action.kind) {
    case 'latency':
      return latency(action, scope);
    case 'bandwidth':
      return bandwidth(action, scope);
    case 'slice':
      return slice(action);
    case 'stall':
    case 'partition':
      return stall();
    case 'half-open':
      return halfOpen();
    case 'cut':
      return cut(action, scope);
    case 'drop-packet':
      return dropPacket(action, scope);
    case 'duplicate-packet':
      return duplicatePacket(action, scope);
    case 'reset':
    case 'fin':
      return undefined;
  }
}

/** Whether it needs to see packets, which TLS and WebSocket hide. */
export function needsPackets({ kind }: FaultAction): boolean {
  return kind === 'cut' || kind === 'drop-packet' || kind === 'duplicate-packet';
}

/** Whether it happens at once, and is over. */
export function isInstant({ kind }: FaultAction): boolean {
  return kind === 'reset' || kind === 'fin';
}

/** Whether bytes may be lost while it lasts: the connection cannot go on after it. */
export function losesBytes(action: FaultAction): boolean {
  return action.kind === 'half-open' || (action.kind === 'cut' && action.how === 'half-open');
}

/** How often it may act on one client. */
export function budgetOf(action: FaultAction): number {
  return 'times' in action ? action.times : Infinity;
}

function isAbout(action: FaultAction, direction: Direction): boolean {
  if (!('direction' in action)) return true;
  return action.direction === 'both' || action.direction === direction;
}
