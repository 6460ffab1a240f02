import { defect } from './defect.ts';
import { PacketType } from '../../protocol/constants.ts';
import { withoutProperties } from './without-properties.ts';

const TOPICS_MAX = 10_000;

export const expiredDelivered = defect(
  {
    id: 'expired-delivered',
    summary: 'delivers expired messages, with the expiry interval as published',
    breaks: ['5:3.3.2-5', '5:3.3.2-6', '5:U-3.3.1.3-2'],
    mayAlsoBreak: [],
    invariants: ['M1'],
  },
  (isDue) => {
    const published = new Map<string, number>();
    return {
      incoming(_owner, packet) {
        const intervalS =
          packet.type === PacketType.publish ? packet.properties?.messageExpiryInterval : undefined;
        if (packet.type !== PacketType.publish || intervalS === undefined || !isDue()) return [packet];
        if (published.size >= TOPICS_MAX) published.clear();
        published.set(packet.topic, intervalS);
        return [withoutProperties(packet, ['messageExpiryInterval']) ?? packet];
      },
      outgoing(_owner, packet) {
        const intervalS = packet.type === PacketType.publish ? published.get(packet.topic) : undefined;
        if (packet.type !== PacketType.publish || intervalS === undefined) return [packet];
        return [{ ...packet, properties: { ...packet.properties, messageExpiryInterval: intervalS } }];
      },
    };
  },
  1,
);
