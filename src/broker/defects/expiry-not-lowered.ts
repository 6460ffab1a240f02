import { defect } from './defect.ts';
import { PacketType } from '../../protocol/constants.ts';

const TOPICS_MAX = 10_000;

export const expiryNotLowered = defect(
  {
    id: 'expiry-not-lowered',
    summary: 'passes messages on with the expiry interval as published, however long they waited',
    breaks: ['5:3.3.2-6'],
    mayAlsoBreak: [],
    invariants: ['M1'],
  },
  (isDue) => {
    const published = new Map<string, number>();
    return {
      incoming(_owner, packet) {
        const intervalS =
          packet.type === PacketType.publish ? packet.properties?.messageExpiryInterval : undefined;
        if (packet.type !== PacketType.publish || intervalS === undefined || packet.topic === '')
          return [packet];
        if (published.size >= TOPICS_MAX) published.clear();
        published.set(packet.topic, intervalS);
        return [packet];
      },
      outgoing(_owner, packet) {
        if (packet.type !== PacketType.publish || packet.properties?.messageExpiryInterval === undefined)
          return [packet];
        const intervalS = published.get(packet.topic);
        if (intervalS === undefined || !isDue()) return [packet];
        return [{ ...packet, properties: { ...packet.properties, messageExpiryInterval: intervalS } }];
      },
    };
  },
  1,
);
