import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const subackWithheld = outgoingDefect(
  {
    id: 'suback-withheld',
    summary: 'never answers SUBSCRIBE',
    breaks: ['5:3.8.4-1', '311:3.8.4-1'],
    mayAlsoBreak: ['5:3.8.4-2', '311:3.8.4-2'],
    invariants: [],
    packetType: PacketType.suback,
    every: 1,
  },
  () => [],
);
