import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const unsubackWithheld = outgoingDefect(
  {
    id: 'unsuback-withheld',
    summary: 'never answers UNSUBSCRIBE',
    breaks: ['5:3.10.4-4', '311:3.10.4-4'],
    mayAlsoBreak: ['5:3.10.4-5', '311:3.10.4-5'],
    invariants: [],
    packetType: PacketType.unsuback,
    every: 1,
  },
  () => [],
);
