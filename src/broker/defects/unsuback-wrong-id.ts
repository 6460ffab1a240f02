import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const unsubackWrongId = outgoingDefect(
  {
    id: 'unsuback-wrong-id',
    summary: 'answers UNSUBSCRIBE with another Packet Identifier',
    breaks: ['5:3.10.4-5', '5:2.2.1-6', '311:3.10.4-4', '311:2.3.1-7'],
    mayAlsoBreak: [],
    invariants: [],
    packetType: PacketType.unsuback,
    every: 1,
  },
  (packet) => [{ ...packet, packetId: (packet.packetId % 65_535) + 1 }],
);
