import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

export const sessionNeverKept = incomingDefect(
  {
    id: 'session-never-kept',
    summary: 'throws every session away',
    breaks: ['5:3.1.2-5', '5:3.1.2-23', '311:3.1.2-4', '311:3.1.2-5'],
    mayAlsoBreak: [
      '311:3.1.3-7',
      '311:3.1.3-8',
      '5:3.2.2-3',
      '311:3.2.2-2',
      '5:4.5.0-1',
      '311:4.5.0-1',
      '5:4.4.0-1',
      '311:4.4.0-1',
      '311:4.1.0-1',
      '311:4.1.0-2',
    ],
    invariants: ['S1'],
    packetType: PacketType.connect,
    every: 1,
  },
  (packet) => (packet.cleanStart ? undefined : [{ ...packet, cleanStart: true }]),
);
