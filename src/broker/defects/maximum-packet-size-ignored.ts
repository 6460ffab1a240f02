import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';
import { withoutProperties } from './without-properties.ts';

export const maximumPacketSizeIgnored = incomingDefect(
  {
    id: 'maximum-packet-size-ignored',
    summary: 'sends packets larger than the client takes',
    breaks: ['5:3.1.2-24', '5:3.2.2-19', '5:3.6.2-2', '5:3.7.2-2', '5:3.14.2-3'],
    mayAlsoBreak: ['5:3.2.2-20', '5:3.4.2-2', '5:3.4.2-3', '5:3.5.2-2', '5:3.9.2-1', '5:3.11.2-1'],
    invariants: ['F1'],
    packetType: PacketType.connect,
    every: 1,
  },
  (packet) => {
    const spoilt = withoutProperties(packet, ['maximumPacketSize']);
    return spoilt && [spoilt];
  },
);
