import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';
import { withoutProperties } from './without-properties.ts';

export const payloadFormatLost = outgoingDefect(
  {
    id: 'payload-format-lost',
    summary: 'passes messages on without Payload Format Indicator',
    breaks: ['5:3.3.2-4'],
    mayAlsoBreak: [],
    invariants: ['M2'],
    packetType: PacketType.publish,
    every: 1,
  },
  (packet) => {
    const spoilt = withoutProperties(packet, ['payloadFormatIndicator']);
    return spoilt && [spoilt];
  },
);
