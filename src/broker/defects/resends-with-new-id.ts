import { defect } from './defect.ts';
import { PacketType } from '../../protocol/constants.ts';

export const resendsWithNewId = defect(
  {
    id: 'resends-with-new-id',
    summary: 'sends unacknowledged messages again with another Packet Identifier',
    breaks: ['5:4.4.0-1', '311:4.4.0-1'],
    mayAlsoBreak: ['311:2.3.1-4', '5:2.2.1-4'],
    invariants: ['Q1-2'],
  },
  (isDue) => ({
    outgoing: (_owner, packet) =>
      packet.type === PacketType.publish && packet.dup && packet.packetId !== undefined && isDue()
        ? [{ ...packet, packetId: ((packet.packetId + 999) % 65_535) + 1 }]
        : [packet],
  }),
  1,
);
