import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const pubackWrongId = outgoingDefect(
  {
    id: 'puback-wrong-id',
    summary: 'acknowledges with another Packet Identifier',
    breaks: ['5:2.2.1-5', '5:4.3.2-4', '311:2.3.1-6', '311:4.3.2-2'],
    mayAlsoBreak: [],
    invariants: ['A1', 'P'],
    packetType: PacketType.puback,
  },
  (packet) => [{ ...packet, packetId: (packet.packetId % 65_535) + 1 }],
);
