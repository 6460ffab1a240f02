import type { PacketType } from '../../protocol/constants.ts';
import type { Packet } from '../../protocol/packets.ts';
import type { PacketOwner } from '../intercept.ts';
import { defect, type Defect, type DefectFacts } from './defect.ts';

type OfType<T extends PacketType> = Extract<Packet, { type: T }>;

/** A defect of packets that leave: `spoil` says what every n-th of a type becomes; undefined leaves it and does not count. */
export function outgoingDefect<T extends PacketType>(
  facts: DefectFacts & { readonly packetType: T; readonly every?: number },
  spoil: (packet: OfType<T>, owner: PacketOwner) => readonly Packet[] | undefined,
): Defect {
  const { packetType, every, ...rest } = facts;
  return defect(
    rest,
    (isDue) => ({
      outgoing(owner, packet) {
        if (packet.type !== packetType) return [packet];
        const spoilt = spoil(packet as OfType<T>, owner);
        return spoilt !== undefined && isDue() ? spoilt : [packet];
      },
    }),
    every,
  );
}
