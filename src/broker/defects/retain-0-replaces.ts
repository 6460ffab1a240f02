import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

export const retain0Replaces = incomingDefect(
  {
    id: 'retain-0-replaces',
    summary: 'retains every message',
    breaks: ['5:3.3.1-8', '311:3.3.1-12'],
    mayAlsoBreak: ['5:3.3.1-13'],
    invariants: ['R3'],
    packetType: PacketType.publish,
    every: 1,
  },
  (packet) => (packet.retain ? undefined : [{ ...packet, retain: true }]),
);
