import { PASS, type Behaviour, type BehaviourScope } from '../behaviour.ts';
import type { FaultAction } from '../types.ts';
import { pointMatcher } from './packet-point.ts';

/** Takes one packet out of the stream, as no network does. */
export function dropPacket(
  { at }: Extract<FaultAction, { kind: 'drop-packet' }>,
  scope: BehaviourScope,
): Behaviour {
  const isIt = pointMatcher(at, scope);
  return { onPacket: (packet) => (isIt(packet) ? { kind: 'drop' } : PASS) };
}
