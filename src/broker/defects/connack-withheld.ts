import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const connackWithheld = outgoingDefect(
  {
    id: 'connack-withheld',
    summary: 'never answers CONNECT',
    breaks: ['5:3.1.4-5', '5:3.2.0-1', '311:3.1.4-4', '311:3.2.0-1'],
    mayAlsoBreak: [],
    invariants: ['C1'],
    packetType: PacketType.connack,
    every: 1,
  },
  () => [],
);
