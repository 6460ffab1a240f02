import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

export const topicAliasUnasked = incomingDefect(
  {
    id: 'topic-alias-unasked',
    summary: 'uses Topic Aliases that the client does not allow',
    breaks: ['5:3.1.2-26', '5:3.1.2-27', '5:3.3.2-11'],
    mayAlsoBreak: [],
    invariants: ['T1'],
    packetType: PacketType.connect,
    every: 1,
  },
  (packet) =>
    packet.protocolVersion === 4 || (packet.properties?.topicAliasMaximum ?? 0) > 5
      ? undefined
      : [{ ...packet, properties: { ...packet.properties, topicAliasMaximum: 10 } }],
);
