import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

export const willRetainIgnored = incomingDefect(
  {
    id: 'will-retain-ignored',
    summary: 'does not retain a Will that asks for it',
    breaks: ['5:3.1.2-15', '311:3.1.2-17'],
    mayAlsoBreak: [],
    invariants: ['R1'],
    packetType: PacketType.connect,
    every: 1,
  },
  (packet) =>
    packet.will?.retain === true ? [{ ...packet, will: { ...packet.will, retain: false } }] : undefined,
);
