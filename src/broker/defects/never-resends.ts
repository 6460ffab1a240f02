import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const neverResends = outgoingDefect(
  {
    id: 'never-resends',
    summary: 'does not send unacknowledged messages again',
    breaks: ['5:4.4.0-1', '311:4.4.0-1', '5:4.3.2-3', '5:4.3.3-3'],
    mayAlsoBreak: ['5:4.5.0-1', '311:4.5.0-1', '5:4.3.3-5', '5:3.10.4-3', '311:3.10.4-3', '5:4.8.2-4'],
    invariants: ['Q1-1', 'Q2-1'],
    packetType: PacketType.publish,
    every: 1,
  },
  (packet) => (packet.dup ? [] : undefined),
);
