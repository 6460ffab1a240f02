import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const pubcompDropped = outgoingDefect(
  {
    id: 'pubcomp-dropped',
    summary: 'never answers a PUBREL',
    breaks: ['5:4.3.3-11', '311:4.3.3-2'],
    mayAlsoBreak: [],
    invariants: ['A1'],
    packetType: PacketType.pubcomp,
  },
  () => [],
);
