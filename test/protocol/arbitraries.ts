/** Every legal Control Packet of both versions, as fast-check arbitraries. */
import fc from 'fast-check';
import { PacketType, type ProtocolVersion, type QoS, type Side } from '../../src/protocol/constants.ts';
import type {
  AcknowledgementPacket,
  Packet,
  PublishPacket,
  WillMessage,
} from '../../src/protocol/packets.ts';
import type { Properties } from '../../src/protocol/properties.ts';
import {
  PROPERTIES,
  propertyAllowedIn,
  type PropertyPlace,
  type PropertySpec,
  WILL_PROPERTIES,
} from '../../src/protocol/property-table.ts';
import { reasonCodesOf } from '../../src/protocol/reason-codes.ts';
import { VARINT_MAX } from '../../src/protocol/varint.ts';

/** Without U+0000, and with the odd U+FEFF and characters outside the basic plane. */
export const text = fc
  .oneof(
    { weight: 4, arbitrary: fc.string({ maxLength: 20 }) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
    { weight: 1, arbitrary: fc.constantFrom('', '\uFEFFbom', '😀/ü', 'x'.repeat(300)) },
  )
  .map((value) => value.replaceAll('\0', ''));

export const topicName = text.map((value) => value.replaceAll(/[+#]/g, '') || 't');
const bytes = fc.uint8Array({ maxLength: 300 });
const packetId = fc.integer({ min: 1, max: 0xffff });
const qos = fc.constantFrom<QoS>(0, 1, 2);

/** A key that is undefined is left out, as the decoder leaves it out. */
function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}

function valueOf(spec: PropertySpec, place: PropertyPlace): fc.Arbitrary<unknown> {
  switch (spec.type) {
    case 'flag':
      return fc.boolean();
    case 'byte':
      return fc.integer({ min: 0, max: spec.max ?? 255 });
    case 'uint16':
      return fc.integer({ min: spec.min ?? 0, max: 0xffff });
    case 'uint32':
      return fc.integer({ min: spec.min ?? 0, max: 0xffff_ffff });
    case 'varint':
      return fc.array(fc.integer({ min: 1, max: VARINT_MAX }), {
        minLength: 1,
        maxLength: place === PacketType.publish ? 4 : 1,
      });
    case 'string':
      return spec.name === 'responseTopic' ? topicName : text;
    case 'binary':
      return bytes;
    case 'pair':
      return fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 4 });
  }
}

/** Never empty: an empty section is told as no properties. */
function properties(place: PropertyPlace, sender: Side): fc.Arbitrary<Properties | undefined> {
  const specs = PROPERTIES.filter((spec) => propertyAllowedIn(spec, place) && sendable(spec, place, sender));
  const record = fc.record(Object.fromEntries(specs.map((spec) => [spec.name, valueOf(spec, place)])), {
    requiredKeys: [],
  }) as fc.Arbitrary<Properties>;
  return record.map((value) => {
    if (value.authenticationMethod === undefined) delete value.authenticationData;
    return Object.keys(value).length === 0 ? undefined : value;
  });
}

function sendable(spec: PropertySpec, place: PropertyPlace, sender: Side): boolean {
  if (spec.name === 'subscriptionIdentifiers' && place === PacketType.publish) return sender === 'server';
  return !(spec.name === 'sessionExpiryInterval' && place === PacketType.disconnect && sender === 'server');
}

class PacketArbitraries {
  readonly #version: ProtocolVersion;
  readonly #sender: Side;

  constructor(version: ProtocolVersion, sender: Side) {
    this.#version = version;
    this.#sender = sender;
  }

  all(): fc.Arbitrary<Packet> {
    const both = [this.publish(), ...this.acknowledgements()];
    return this.#sender === 'client'
      ? fc.oneof(
          this.connect(),
          this.subscribe(),
          this.unsubscribe(),
          ping('pingreq'),
          ...both,
          ...this.endings(),
        )
      : fc.oneof(
          this.connack(),
          this.suback(),
          this.unsuback(),
          ping('pingresp'),
          ...both,
          ...this.endings(),
        );
  }

  connect(): fc.Arbitrary<Packet> {
    const version = this.#version;
    return fc
      .record({
        cleanStart: fc.boolean(),
        keepAlive: fc.integer({ min: 0, max: 0xffff }),
        clientId: text,
        will: fc.option(this.#will(), { nil: undefined }),
        username: fc.option(text, { nil: undefined }),
        password: fc.option(bytes, { nil: undefined }),
        properties: this.#properties(PacketType.connect),
      })
      .map((fields) => {
        // Without a user name 3.1.1 knows no password.
        const password = version === 4 && fields.username === undefined ? undefined : fields.password;
        const head = { type: PacketType.connect, protocolName: 'MQTT', protocolVersion: version };
        return compact({ ...head, ...fields, password }) as unknown as Packet;
      });
  }

  #will(): fc.Arbitrary<WillMessage> {
    const fields = { topic: topicName, payload: bytes, qos, retain: fc.boolean() };
    return fc
      .record({ ...fields, properties: this.#properties(WILL_PROPERTIES) })
      .map((will) => compact(will) as WillMessage);
  }

  publish(): fc.Arbitrary<PublishPacket> {
    const fields = {
      dup: fc.boolean(),
      qos,
      retain: fc.boolean(),
      topic: topicName,
      packetId,
      payload: bytes,
    };
    return fc
      .record({ ...fields, properties: this.#properties(PacketType.publish), alias: fc.boolean() })
      .map((all) => {
        const { alias, ...packet } = all;
        const topic = alias && packet.properties?.topicAlias !== undefined ? '' : packet.topic;
        const above = packet.qos > 0 ? {} : { dup: false, packetId: undefined };
        return compact({ type: PacketType.publish, ...packet, topic, ...above }) as PublishPacket;
      });
  }

  acknowledgements(): fc.Arbitrary<Packet>[] {
    const types = [PacketType.puback, PacketType.pubrec, PacketType.pubrel, PacketType.pubcomp] as const;
    return types.map((type) => this.#reasoned(type, { packetId }));
  }

  endings(): fc.Arbitrary<Packet>[] {
    if (this.#version === 5) return [this.#reasoned(PacketType.disconnect, {}), this.auth()];
    return this.#sender === 'client' ? [fc.constant({ type: PacketType.disconnect, reasonCode: 0 })] : [];
  }

  #reasoned(
    type: AcknowledgementPacket['type'] | 14,
    fields: Record<string, fc.Arbitrary<unknown>>,
  ): fc.Arbitrary<Packet> {
    const codes = this.#version === 5 ? reasonCodesOf(type, this.#sender) : [0];
    return fc
      .record({ ...fields, reasonCode: fc.constantFrom(...codes), properties: this.#properties(type) })
      .map((packet) => compact({ type, ...packet }) as unknown as Packet);
  }

  /** Anything but an empty AUTH has an Authentication Method. */
  auth(): fc.Arbitrary<Packet> {
    const codes = reasonCodesOf(PacketType.auth, this.#sender);
    return fc
      .record({
        reasonCode: fc.constantFrom(...codes),
        properties: this.#properties(PacketType.auth),
        method: text,
      })
      .map(({ reasonCode, properties: given, method }) => ({
        type: PacketType.auth,
        reasonCode,
        properties: { ...given, authenticationMethod: method },
      }));
  }

  connack(): fc.Arbitrary<Packet> {
    const codes = this.#version === 5 ? reasonCodesOf(PacketType.connack) : [0, 1, 2, 3, 4, 5];
    const fields = { sessionPresent: fc.boolean(), reasonCode: fc.constantFrom(...codes) };
    return fc.record({ ...fields, properties: this.#properties(PacketType.connack) }).map((packet) => {
      const sessionPresent = packet.sessionPresent && packet.reasonCode === 0;
      return compact({ type: PacketType.connack, ...packet, sessionPresent }) as Packet;
    });
  }

  subscribe(): fc.Arbitrary<Packet> {
    const options = {
      noLocal: fc.boolean(),
      retainAsPublished: fc.boolean(),
      retainHandling: fc.constantFrom(0, 1, 2),
    };
    const subscription = fc.record({ filter: text, qos, ...(this.#version === 5 ? options : {}) });
    const subscriptions = fc.array(subscription, { minLength: 1, maxLength: 5 });
    return fc
      .record({ packetId, subscriptions, properties: this.#properties(PacketType.subscribe) })
      .map((packet) => compact({ type: PacketType.subscribe, ...packet }) as Packet);
  }

  unsubscribe(): fc.Arbitrary<Packet> {
    const filters = fc.array(text, { minLength: 1, maxLength: 5 });
    return fc
      .record({ packetId, filters, properties: this.#properties(PacketType.unsubscribe) })
      .map((packet) => compact({ type: PacketType.unsubscribe, ...packet }) as Packet);
  }

  suback(): fc.Arbitrary<Packet> {
    const codes = this.#version === 5 ? reasonCodesOf(PacketType.suback) : [0, 1, 2, 0x80];
    return this.#coded(PacketType.suback, codes, 1);
  }

  unsuback(): fc.Arbitrary<Packet> {
    const codes = this.#version === 5 ? reasonCodesOf(PacketType.unsuback) : [0];
    return this.#coded(PacketType.unsuback, codes, this.#version === 5 ? 1 : 0);
  }

  #coded(type: 9 | 11, codes: readonly number[], atLeast: 0 | 1): fc.Arbitrary<Packet> {
    const maxLength = atLeast === 0 ? 0 : 6;
    const reasonCodes = fc.array(fc.constantFrom(...codes), { minLength: atLeast, maxLength });
    return fc
      .record({ packetId, reasonCodes, properties: this.#properties(type) })
      .map((packet) => compact({ type, ...packet }) as Packet);
  }

  #properties(place: PropertyPlace): fc.Arbitrary<Properties | undefined> {
    return this.#version === 5 ? properties(place, this.#sender) : fc.constant(undefined);
  }
}

function ping(name: 'pingreq' | 'pingresp'): fc.Arbitrary<Packet> {
  return fc.constant({ type: PacketType[name] });
}

/** Any packet that the sender may send in that version. */
export function anyPacket(version: ProtocolVersion, sender: Side): fc.Arbitrary<Packet> {
  return new PacketArbitraries(version, sender).all();
}

export function anyPublish(version: ProtocolVersion, sender: Side): fc.Arbitrary<PublishPacket> {
  return new PacketArbitraries(version, sender).publish();
}
