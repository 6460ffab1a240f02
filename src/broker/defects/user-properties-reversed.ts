import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const userPropertiesReversed = outgoingDefect(
  {
    id: 'user-properties-reversed',
    summary: 'passes User Properties on in reverse order',
    breaks: ['5:3.3.2-18'],
    mayAlsoBreak: ['5:3.3.2-17'],
    invariants: ['M2'],
    packetType: PacketType.publish,
    every: 1,
  },
  (packet) => {
    const userProperties = packet.properties?.userProperties;
    return userProperties === undefined || userProperties.length < 2
      ? undefined
      : [{ ...packet, properties: { ...packet.properties, userProperties: userProperties.toReversed() } }];
  },
);
