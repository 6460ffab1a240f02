import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const packetIdZero = outgoingDefect(
  {
    id: 'packet-id-zero',
    summary: 'delivers with Packet Identifier 0',
    breaks: ['5:2.2.1-4', '311:2.3.1-1', '311:2.3.1-4'],
    mayAlsoBreak: ['5:4.3.2-1', '5:4.3.3-1'],
    invariants: ['P'],
    packetType: PacketType.publish,
  },
  (packet) => (packet.qos > 0 ? [{ ...packet, packetId: 0 }] : undefined),
);
