import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const sessionPresentNever = outgoingDefect(
  {
    id: 'session-present-never',
    summary: 'denies the session that it resumes',
    breaks: ['5:3.2.2-3', '311:3.2.2-2'],
    mayAlsoBreak: ['5:3.1.2-5', '311:3.1.2-4', '5:3.3.2-3', '311:3.3.2-3'],
    invariants: ['S1', 'H2'],
    packetType: PacketType.connack,
    every: 1,
  },
  (packet) => (packet.sessionPresent ? [{ ...packet, sessionPresent: false }] : undefined),
);
