import { PacketType } from '../protocol/constants.ts';
import type { Packet } from '../protocol/packets.ts';

/** Gives deliveries their Topic Name back where the broker used an alias of this connection (section 3.3.2.3.4). */
export class TopicAliases {
  readonly #topics = new Map<number, string>();

  resolve(packet: Packet): Packet {
    const alias = packet.type === PacketType.publish ? packet.properties?.topicAlias : undefined;
    if (packet.type !== PacketType.publish || alias === undefined) return packet;
    if (packet.topic !== '') this.#topics.set(alias, packet.topic);
    return packet.topic === '' ? { ...packet, topic: this.#topics.get(alias) ?? '' } : packet;
  }
}
