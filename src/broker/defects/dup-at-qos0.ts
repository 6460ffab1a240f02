import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const dupAtQos0 = outgoingDefect(
  {
    id: 'dup-at-qos0',
    summary: 'sets DUP at QoS 0',
    breaks: ['5:3.3.1-2', '5:4.3.1-1', '311:3.3.1-2', '311:4.3.1-1'],
    mayAlsoBreak: ['5:3.3.1-3', '311:3.3.1-3'],
    invariants: ['P', 'D1'],
    packetType: PacketType.publish,
  },
  (packet) => (packet.qos === 0 ? [{ ...packet, dup: true }] : undefined),
);
