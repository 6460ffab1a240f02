/** What is sent again, and under which identifiers (section 4.4). */
import { PacketType } from '../../../src/protocol/constants.ts';
import type { Packet } from '../../../src/protocol/packets.ts';
import { isA, type Mutant } from './mutant.ts';

const ANSWERS = new Set<number>([PacketType.puback, PacketType.pubrec, PacketType.pubcomp]);

function renamed(packet: Packet, names: ReadonlyMap<number, number>): Packet {
  if (!('packetId' in packet)) return packet;
  const name = names.get(packet.packetId);
  return name === undefined ? packet : { ...packet, packetId: name };
}

export const RESENDING_MUTANTS: readonly Mutant[] = [
  {
    id: 'identifiers-counted-anew',
    summary: 'gives what it sends again identifiers from 1 on, in the same order',
    breaks: ['311:4.4.0-1', '5:4.4.0-1'],
    tamper: () => () => {
      const shown = new Map<number, number>();
      const real = new Map<number, number>();
      return {
        toClient: (packet) => {
          if (isA(packet, PacketType.publish) && packet.dup && packet.packetId !== undefined) {
            shown.set(packet.packetId, shown.size + 1);
            real.set(shown.size, packet.packetId);
          }
          return isA(packet, PacketType.publish) || packet.type === PacketType.pubrel
            ? [renamed(packet, shown)]
            : [packet];
        },
        toBroker: (packet) => [ANSWERS.has(packet.type) ? renamed(packet, real) : packet],
      };
    },
  },
];
