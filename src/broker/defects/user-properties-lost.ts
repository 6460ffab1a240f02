import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';
import { withoutProperties } from './without-properties.ts';

export const userPropertiesLost = outgoingDefect(
  {
    id: 'user-properties-lost',
    summary: 'passes messages on without User Properties',
    breaks: ['5:3.3.2-17'],
    mayAlsoBreak: ['5:3.3.2-18', '5:3.1.3-10'],
    invariants: ['M2'],
    packetType: PacketType.publish,
    every: 1,
  },
  (packet) => {
    const spoilt = withoutProperties(packet, ['userProperties']);
    return spoilt && [spoilt];
  },
);
