import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const pubrelDropped = outgoingDefect(
  {
    id: 'pubrel-dropped',
    summary: 'never releases a QoS 2 delivery',
    breaks: ['5:4.3.3-4', '311:4.3.3-1'],
    mayAlsoBreak: ['5:4.3.3-5'],
    invariants: ['Q2-3'],
    packetType: PacketType.pubrel,
  },
  () => [],
);
