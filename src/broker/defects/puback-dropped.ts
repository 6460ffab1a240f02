import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const pubackDropped = outgoingDefect(
  {
    id: 'puback-dropped',
    summary: 'takes a QoS 1 message and never acknowledges it',
    breaks: ['5:4.3.2-4', '5:3.3.4-1', '311:4.3.2-2', '311:3.3.4-1'],
    mayAlsoBreak: ['311:4.6.0-2'],
    invariants: ['A1'],
    packetType: PacketType.puback,
  },
  () => [],
);
