import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const pingrespWithheld = outgoingDefect(
  {
    id: 'pingresp-withheld',
    summary: 'never answers PINGREQ',
    breaks: ['5:3.12.4-1', '311:3.12.4-1'],
    mayAlsoBreak: [],
    invariants: ['K1'],
    packetType: PacketType.pingresp,
    every: 1,
  },
  () => [],
);
