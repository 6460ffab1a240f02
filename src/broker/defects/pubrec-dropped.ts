import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const pubrecDropped = outgoingDefect(
  {
    id: 'pubrec-dropped',
    summary: 'takes a QoS 2 message and never says so',
    breaks: ['5:4.3.3-8', '5:3.3.4-1', '311:4.3.3-2', '311:3.3.4-1'],
    mayAlsoBreak: ['5:4.3.3-10'],
    invariants: ['A1'],
    packetType: PacketType.pubrec,
  },
  () => [],
);
