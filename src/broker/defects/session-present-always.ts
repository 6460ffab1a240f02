import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const sessionPresentAlways = outgoingDefect(
  {
    id: 'session-present-always',
    summary: 'claims a session where there is none',
    breaks: ['5:3.2.2-2', '5:3.2.2-3', '311:3.2.2-1', '311:3.2.2-3'],
    mayAlsoBreak: [],
    invariants: ['S1'],
    packetType: PacketType.connack,
    every: 1,
  },
  (packet) =>
    packet.reasonCode === 0 && !packet.sessionPresent ? [{ ...packet, sessionPresent: true }] : undefined,
);
