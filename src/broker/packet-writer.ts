import type { Clock } from '../base/clock.ts';
import { PacketType, type ProtocolVersion } from '../protocol/constants.ts';
import { encodePacket } from '../protocol/encode.ts';
import type { Packet, PublishPacket } from '../protocol/packets.ts';
import type { Properties } from '../protocol/properties.ts';
import type { Delivery } from './delivery.ts';
import { packetIdOffset, stampFrame, type Frame } from './frame-cache.ts';
import type { Intercept } from './intercept.ts';
import { publishPacket, remainingExpiryS, type Message, type PublishForm } from './message.ts';
import { OutboundAliases } from './outbound-aliases.ts';
import type { Outbox } from './outbox.ts';
import type { BrokerStats } from './stats.ts';

/** What CONNECT says of the packets that the client takes. */
export interface ClientCapacity {
  readonly version: ProtocolVersion;
  readonly packetBytesMax: number;
  /** Aliases that the broker may make. */
  readonly topicAliasMaximum: number;
}

export interface PacketWriterOptions {
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly stats: BrokerStats;
  readonly intercept: Intercept | undefined;
  readonly clientId: () => string;
}

/** Turns packets into bytes for one client, within what the client takes. */
export class PacketWriter {
  readonly #options: PacketWriterOptions;
  #version: ProtocolVersion = 4;
  #packetBytesMax = Number.POSITIVE_INFINITY;
  #aliases = new OutboundAliases(0);

  constructor(options: PacketWriterOptions) {
    this.#options = options;
  }

  setCapacity(capacity: ClientCapacity): void {
    this.#version = capacity.version;
    this.#packetBytesMax = capacity.packetBytesMax;
    this.#aliases = new OutboundAliases(capacity.version === 5 ? capacity.topicAliasMaximum : 0);
  }

  /** The version of a client whose CONNECT was understood so far only. */
  setVersion(version: ProtocolVersion): void {
    this.#version = version;
  }

  /** Sends a packet; false when even without its optional texts it is too large for the client (5:3.1.2-24). */
  write(packet: Packet): boolean {
    const { intercept, clientId } = this.#options;
    if (intercept?.outgoing === undefined) return this.#write(packet);
    const altered = intercept.outgoing({ clientId: clientId(), version: this.#version }, packet);
    return altered.map((each) => this.#write(each)).every(Boolean);
  }

  /** Sends a message; false when it is too large for the client. `packetId` is 0 at QoS 0. */
  writePublish(delivery: Delivery, packetId: number, dup: boolean): boolean {
    const isPlain = !this.#aliases.areAllowed && delivery.identifiers === undefined;
    if (isPlain && this.#options.intercept?.outgoing === undefined)
      return this.#writeFrame(delivery, packetId, dup);
    const { message, qos, retain, identifiers } = delivery;
    const form: PublishForm = {
      qos,
      retain,
      dup,
      packetId,
      identifiers: this.#version === 5 ? identifiers : undefined,
    };
    return this.write(publishPacket(message, form, this.#options.clock.nowUs()));
  }

  #write(packet: Packet): boolean {
    return packet.type === PacketType.publish ? this.#writeOwnPublish(packet) : this.#writeOther(packet);
  }

  #writeOther(packet: Packet): boolean {
    const bytes = encodePacket(packet, this.#version);
    if (bytes.length <= this.#packetBytesMax) return this.#push(bytes);
    const shorter = encodePacket(withoutTexts(packet), this.#version);
    return shorter.length <= this.#packetBytesMax && this.#push(shorter);
  }

  #writeOwnPublish(packet: PublishPacket): boolean {
    const aliased = this.#aliases.areAllowed ? this.#aliases.apply(packet) : packet;
    const bytes = encodePacket(aliased, this.#version);
    if (bytes.length <= this.#packetBytesMax) {
      this.#aliases.sent(aliased);
      return this.#push(bytes);
    }
    if (aliased === packet) return false;
    const plain = encodePacket(packet, this.#version);
    return plain.length <= this.#packetBytesMax && this.#push(plain);
  }

  #writeFrame(delivery: Delivery, packetId: number, dup: boolean): boolean {
    const frame = this.#frameOf(delivery);
    if (frame.bytes.length > this.#packetBytesMax) return false;
    return this.#push(delivery.qos === 0 ? frame.bytes : stampFrame(frame, packetId, dup));
  }

  #frameOf({ message, qos, retain }: Delivery): Frame {
    const version = this.#version;
    const nowUs = message.expiryIntervalS === undefined ? 0 : this.#options.clock.nowUs();
    const expiryS = version === 5 ? (remainingExpiryS(message, nowUs) ?? -1) : -1;
    const known = message.frames.get(version, qos, retain, expiryS);
    if (known !== undefined) return known;
    const frame = this.#makeFrame(message, { qos, retain, dup: false, packetId: 1 }, expiryS);
    message.frames.set(version, qos, retain, frame);
    return frame;
  }

  #makeFrame(message: Message, form: PublishForm, expiryS: number): Frame {
    const bytes = encodePacket(publishPacket(message, form, this.#options.clock.nowUs()), this.#version);
    return { bytes, packetIdOffset: packetIdOffset(bytes), expiryS };
  }

  #push(bytes: Uint8Array): true {
    this.#options.stats.bytesSent += bytes.length;
    this.#options.outbox.push(bytes);
    return true;
  }
}

/** Reason String and User Properties give way when a packet would be too large (5:3.2.2-19, -20, 5:3.4.2-2, -3 and more). */
function withoutTexts(packet: Packet): Packet {
  if (!('properties' in packet)) return packet;
  const properties: Properties = { ...packet.properties };
  delete properties.reasonString;
  delete properties.userProperties;
  return { ...packet, properties };
}
