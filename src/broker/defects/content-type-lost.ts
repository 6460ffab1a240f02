import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';
import { withoutProperties } from './without-properties.ts';

export const contentTypeLost = outgoingDefect(
  {
    id: 'content-type-lost',
    summary: 'passes messages on without Content Type',
    breaks: ['5:3.3.2-20'],
    mayAlsoBreak: [],
    invariants: ['M2'],
    packetType: PacketType.publish,
    every: 1,
  },
  (packet) => {
    const spoilt = withoutProperties(packet, ['contentType']);
    return spoilt && [spoilt];
  },
);
