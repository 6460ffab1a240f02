import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';
import { withoutProperties } from './without-properties.ts';

export const maximumPacketSizeIgnored = incomingDefect(
  {
    id: 'maximum-packet-size-ignored',
    summary: 'sends packets larger than the client takes',
    breaks: ['5:3.1.2-24', '5:3.1.2-25'],
    mayAlsoBreak: [],
    invariants: ['F1'],
    packetType: PacketType.connect,
    every: 1,
  },
  (packet) => {
    const spoilt = withoutProperties(packet, ['maximumPacketSize']);
    return spoilt && [spoilt];
  },
);
