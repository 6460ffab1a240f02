import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

export const retainedNotStored = incomingDefect(
  {
    id: 'retained-not-stored',
    summary: 'does not keep retained messages',
    breaks: ['5:3.3.1-5', '311:3.3.1-5'],
    mayAlsoBreak: ['5:3.3.1-9', '311:3.3.1-6', '5:3.3.1-13'],
    invariants: ['R1'],
    packetType: PacketType.publish,
    every: 1,
  },
  (packet) => (packet.retain && packet.payload.length > 0 ? [{ ...packet, retain: false }] : undefined),
);
