import { defect } from './defect.ts';
import { PacketType } from '../../protocol/constants.ts';

const TOPICS_MAX = 10_000;

export const topicAliasLeaked = defect(
  {
    id: 'topic-alias-leaked',
    summary: 'passes the Topic Alias of the publisher’s connection on to subscribers',
    breaks: ['5:3.1.2-27'],
    mayAlsoBreak: ['5:3.3.2-7', '5:3.1.2-26', '5:3.3.2-11', '5:U-3.3.4-1'],
    invariants: ['T1'],
  },
  (isDue) => {
    const aliases = new Map<string, number>();
    return {
      incoming(_owner, packet) {
        const alias = packet.type === PacketType.publish ? packet.properties?.topicAlias : undefined;
        if (packet.type !== PacketType.publish || alias === undefined || packet.topic === '') return [packet];
        if (aliases.size >= TOPICS_MAX) aliases.clear();
        aliases.set(packet.topic, alias);
        return [packet];
      },
      outgoing({ version }, packet) {
        if (packet.type !== PacketType.publish || version === 4) return [packet];
        const topicAlias = aliases.get(packet.topic);
        if (topicAlias === undefined || !isDue()) return [packet];
        return [{ ...packet, properties: { ...packet.properties, topicAlias } }];
      },
    };
  },
  1,
);
