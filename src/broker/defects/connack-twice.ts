import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const connackTwice = outgoingDefect(
  {
    id: 'connack-twice',
    summary: 'sends CONNACK twice',
    breaks: ['5:3.2.0-2'],
    mayAlsoBreak: ['311:3.2.0-1'],
    invariants: ['P'],
    packetType: PacketType.connack,
    every: 1,
  },
  (packet) => (packet.reasonCode === 0 ? [packet, packet] : undefined),
);
