import type { PublishPacket } from '../protocol/packets.ts';

/** Topic Aliases that the broker gives on one connection: the first topics get one each, and keep it (5:3.3.2-7, -11). */
export class OutboundAliases {
  readonly #maximum: number;
  readonly #byTopic = new Map<string, number>();

  /** @param maximum the client's Topic Alias Maximum, or less; 0 makes no alias (5:3.1.2-26, -27). */
  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  get areAllowed(): boolean {
    return this.#maximum > 0;
  }

  /** The packet with its topic's alias, known or new; the same packet where there is none. */
  apply(packet: PublishPacket): PublishPacket {
    if (packet.properties?.topicAlias !== undefined) return packet;
    const known = this.#byTopic.get(packet.topic);
    if (known !== undefined)
      return { ...packet, topic: '', properties: { ...packet.properties, topicAlias: known } };
    if (this.#byTopic.size >= this.#maximum) return packet;
    return { ...packet, properties: { ...packet.properties, topicAlias: this.#byTopic.size + 1 } };
  }

  /** The packet has been sent: an alias that it introduced holds from now on. */
  sent(packet: PublishPacket): void {
    const alias = packet.properties?.topicAlias;
    if (alias !== undefined && packet.topic !== '') this.#byTopic.set(packet.topic, alias);
  }
}
