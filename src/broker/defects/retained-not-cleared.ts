import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

export const retainedNotCleared = incomingDefect(
  {
    id: 'retained-not-cleared',
    summary: 'keeps a retained message that an empty one should remove',
    breaks: ['5:3.3.1-6', '311:3.3.1-10'],
    mayAlsoBreak: ['5:3.3.1-13'],
    invariants: ['R1'],
    packetType: PacketType.publish,
    every: 1,
  },
  (packet) => (packet.retain && packet.payload.length === 0 ? [{ ...packet, retain: false }] : undefined),
);
