import { PASS, type Behaviour, type BehaviourScope } from '../behaviour.ts';
import type { FaultAction } from '../types.ts';
import { pointMatcher } from './packet-point.ts';

/** Sends one packet twice, byte for byte, as no network does. */
export function duplicatePacket(
  { at }: Extract<FaultAction, { kind: 'duplicate-packet' }>,
  scope: BehaviourScope,
): Behaviour {
  const isIt = pointMatcher(at, scope);
  return { onPacket: (packet) => (isIt(packet) ? { kind: 'duplicate' } : PASS) };
}
