import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';
import { withoutProperties } from './without-properties.ts';

export const expiryIntervalLost = outgoingDefect(
  {
    id: 'expiry-interval-lost',
    summary: 'passes messages on without Message Expiry Interval',
    breaks: ['5:3.3.2-6'],
    mayAlsoBreak: [],
    invariants: ['M1'],
    packetType: PacketType.publish,
    every: 1,
  },
  (packet) => {
    const spoilt = withoutProperties(packet, ['messageExpiryInterval']);
    return spoilt && [spoilt];
  },
);
