import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const subackWrongId = outgoingDefect(
  {
    id: 'suback-wrong-id',
    summary: 'answers SUBSCRIBE with another Packet Identifier',
    breaks: ['5:3.8.4-2', '5:2.2.1-6', '311:3.8.4-2', '311:2.3.1-7'],
    mayAlsoBreak: [],
    invariants: [],
    packetType: PacketType.suback,
    every: 1,
  },
  (packet) => [{ ...packet, packetId: (packet.packetId % 65_535) + 1 }],
);
