import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const connackUnknownCode = outgoingDefect(
  {
    id: 'connack-unknown-code',
    summary: 'accepts with a Reason Code that no table has',
    breaks: ['5:3.2.2-8'],
    mayAlsoBreak: ['311:3.2.2-6', '5:3.1.4-5', '311:3.1.4-4'],
    invariants: ['P'],
    packetType: PacketType.connack,
    every: 1,
  },
  (packet) =>
    packet.reasonCode === 0 ? [{ ...packet, sessionPresent: false, reasonCode: 0x7f }] : undefined,
);
