import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const pingrespBeforeConnack = outgoingDefect(
  {
    id: 'pingresp-before-connack',
    summary: 'sends another packet before CONNACK',
    breaks: ['5:3.2.0-1', '311:3.2.0-1'],
    mayAlsoBreak: [],
    invariants: ['P'],
    packetType: PacketType.connack,
    every: 1,
  },
  (packet) => [{ type: PacketType.pingresp }, packet],
);
