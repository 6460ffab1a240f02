import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';
import { withoutProperties } from './without-properties.ts';

export const responseTopicLost = outgoingDefect(
  {
    id: 'response-topic-lost',
    summary: 'passes messages on without Response Topic',
    breaks: ['5:3.3.2-15'],
    mayAlsoBreak: [],
    invariants: ['M2'],
    packetType: PacketType.publish,
    every: 1,
  },
  (packet) => {
    const spoilt = withoutProperties(packet, ['responseTopic']);
    return spoilt && [spoilt];
  },
);
