import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';
import { withoutProperties } from './without-properties.ts';

export const subscriptionIdentifiersLost = outgoingDefect(
  {
    id: 'subscription-identifiers-lost',
    summary: 'passes messages on without Subscription Identifiers',
    breaks: ['5:3.3.4-3', '5:3.3.4-4'],
    mayAlsoBreak: ['5:3.3.4-5'],
    invariants: ['N3'],
    packetType: PacketType.publish,
    every: 1,
  },
  (packet) => {
    const spoilt = withoutProperties(packet, ['subscriptionIdentifiers']);
    return spoilt && [spoilt];
  },
);
