import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';
import { withoutProperties } from './without-properties.ts';

export const correlationDataLost = outgoingDefect(
  {
    id: 'correlation-data-lost',
    summary: 'passes messages on without Correlation Data',
    breaks: ['5:3.3.2-16'],
    mayAlsoBreak: [],
    invariants: ['M2'],
    packetType: PacketType.publish,
    every: 1,
  },
  (packet) => {
    const spoilt = withoutProperties(packet, ['correlationData']);
    return spoilt && [spoilt];
  },
);
