import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

export const pubrelAfterRefusal = incomingDefect(
  {
    id: 'pubrel-after-refusal',
    summary: 'releases a message that the client refused',
    breaks: ['5:4.3.3-4', '5:4.4.0-2'],
    mayAlsoBreak: [],
    invariants: [],
    packetType: PacketType.pubrec,
    every: 1,
  },
  (packet) => (packet.reasonCode >= 0x80 ? [{ ...packet, reasonCode: 0 }] : undefined),
);
