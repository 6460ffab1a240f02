import { PASS, type Behaviour, type BehaviourScope } from '../behaviour.ts';
import type { FaultAction } from '../types.ts';
import { pointMatcher } from './packet-point.ts';

/** Ends the connection at a named point of the protocol: before a packet, within it, or when all of it has left. */
export function cut(
  { at, passes, how }: Extract<FaultAction, { kind: 'cut' }>,
  scope: BehaviourScope,
): Behaviour {
  const isIt = pointMatcher(at, scope);
  return {
    onPacket: (packet) => (isIt(packet) ? { kind: 'cut', afterBytes: passes ?? Infinity, how } : PASS),
  };
}
