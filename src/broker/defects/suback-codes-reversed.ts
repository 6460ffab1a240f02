import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const subackCodesReversed = outgoingDefect(
  {
    id: 'suback-codes-reversed',
    summary: 'gives the codes of SUBACK in reverse order',
    breaks: ['5:3.9.3-1', '311:3.9.3-1'],
    mayAlsoBreak: ['5:3.8.4-7', '311:3.8.4-5'],
    invariants: [],
    packetType: PacketType.suback,
    every: 1,
  },
  (packet) =>
    packet.reasonCodes.length > 1 ? [{ ...packet, reasonCodes: packet.reasonCodes.toReversed() }] : undefined,
);
