import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const problemInformationUnasked = outgoingDefect(
  {
    id: 'problem-information-unasked',
    summary: 'sends a Reason String in every PUBACK',
    breaks: ['5:3.1.2-29'],
    mayAlsoBreak: ['5:3.4.2-2'],
    invariants: [],
    packetType: PacketType.puback,
    every: 1,
  },
  (packet) => [{ ...packet, properties: { ...packet.properties, reasonString: 'because' } }],
);
