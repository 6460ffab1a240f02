import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

export const cleanStartIgnored = incomingDefect(
  {
    id: 'clean-start-ignored',
    summary: 'resumes a session that should be thrown away',
    breaks: ['5:3.1.2-4', '5:3.1.4-4', '311:3.1.2-6', '311:3.1.4-3'],
    mayAlsoBreak: ['5:3.2.2-2', '311:3.2.2-1', '311:3.2.2-3', '5:4.3.3-2'],
    invariants: ['S1', 'S3', 'P'],
    packetType: PacketType.connect,
    every: 1,
  },
  (packet) => (packet.cleanStart && packet.clientId !== '' ? [{ ...packet, cleanStart: false }] : undefined),
);
