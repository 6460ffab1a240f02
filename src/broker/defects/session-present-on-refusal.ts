import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const sessionPresentOnRefusal = outgoingDefect(
  {
    id: 'session-present-on-refusal',
    summary: 'claims a session in a refusal',
    breaks: ['5:3.2.2-6', '311:3.2.2-4'],
    mayAlsoBreak: [],
    invariants: ['P'],
    packetType: PacketType.connack,
    every: 1,
  },
  (packet) => (packet.reasonCode === 0 ? undefined : [{ ...packet, sessionPresent: true }]),
);
