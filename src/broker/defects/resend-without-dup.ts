import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const resendWithoutDup = outgoingDefect(
  {
    id: 'resend-without-dup',
    summary: 'sends a message again with DUP 0',
    breaks: ['5:3.3.1-1', '311:3.3.1-1'],
    mayAlsoBreak: ['5:4.4.0-1', '311:4.4.0-1'],
    invariants: ['D1'],
    packetType: PacketType.publish,
    every: 1,
  },
  (packet) => (packet.dup ? [{ ...packet, dup: false }] : undefined),
);
