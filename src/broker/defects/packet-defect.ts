import type { PacketType } from '../../protocol/constants.ts';
import type { Packet } from '../../protocol/packets.ts';
import type { PacketOwner } from '../intercept.ts';
import { defect, type Defect, type DefectFacts } from './defect.ts';

type OfType<T extends PacketType> = Extract<Packet, { type: T }>;

/** Says what a packet becomes; undefined leaves it as it is, and does not count as an occasion. */
type Spoil<T extends PacketType> = (packet: OfType<T>, owner: PacketOwner) => readonly Packet[] | undefined;

interface PacketDefectFacts<T extends PacketType> extends DefectFacts {
  readonly packetType: T;
  /** One in so many where the settings do not say; see `EVERY_DEFAULT`. */
  readonly every?: number;
}

/** A defect of packets that leave. */
export function outgoingDefect<T extends PacketType>(facts: PacketDefectFacts<T>, spoil: Spoil<T>): Defect {
  const { packetType, every, ...rest } = facts;
  const make = (isDue: () => boolean) => ({ outgoing: spoiler(packetType, spoil, isDue) });
  return defect(rest, make, every);
}

/** A defect of what the broker makes of packets that it gets. */
export function incomingDefect<T extends PacketType>(facts: PacketDefectFacts<T>, spoil: Spoil<T>): Defect {
  const { packetType, every, ...rest } = facts;
  const make = (isDue: () => boolean) => ({ incoming: spoiler(packetType, spoil, isDue) });
  return defect(rest, make, every);
}

function spoiler<T extends PacketType>(packetType: T, spoil: Spoil<T>, isDue: () => boolean) {
  return (owner: PacketOwner, packet: Packet): readonly Packet[] => {
    if (packet.type !== packetType) return [packet];
    const spoilt = spoil(packet as OfType<T>, owner);
    return spoilt !== undefined && isDue() ? spoilt : [packet];
  };
}
