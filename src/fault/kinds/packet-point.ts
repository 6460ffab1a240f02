import type { FramedPacket } from '../packet-framer.ts';
import type { BehaviourScope } from '../behaviour.ts';
import type { PacketPoint } from '../types.ts';

/** Tells whether a packet is the one, as long as the budget lasts. Counts from the start of a connection. */
export function pointMatcher(
  { packet, direction, nth }: PacketPoint,
  { direction: own, budget }: BehaviourScope,
): (framed: FramedPacket) => boolean {
  let count = 0;
  return ({ type }) => {
    if (type !== packet || (direction !== 'both' && direction !== own)) return false;
    count += 1;
    if (count !== nth || budget.left <= 0) return false;
    budget.left -= 1;
    return true;
  };
}
