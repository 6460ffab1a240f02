import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const subackCodeMissing = outgoingDefect(
  {
    id: 'suback-code-missing',
    summary: 'leaves the last code of SUBACK out',
    breaks: ['5:3.8.4-6', '311:3.8.4-5'],
    mayAlsoBreak: ['5:3.9.3-1', '311:3.9.3-1'],
    invariants: [],
    packetType: PacketType.suback,
    every: 1,
  },
  (packet) =>
    packet.reasonCodes.length > 1 ? [{ ...packet, reasonCodes: packet.reasonCodes.slice(0, -1) }] : undefined,
);
