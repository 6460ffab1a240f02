/** mqtt-packet as an independent oracle: our packets in its form, and its packets in ours. */
import mqttPacket from 'mqtt-packet';
import { packetName, PacketType, type ProtocolVersion } from '../../src/protocol/constants.ts';
import type { Packet, WillMessage } from '../../src/protocol/packets.ts';
import type { Properties } from '../../src/protocol/properties.ts';

type Fields = Record<string, unknown>;

function compact(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** What mqtt-packet's own encoder makes of the packet. */
export function encodeForeign(packet: Packet, version: ProtocolVersion): Uint8Array {
  return mqttPacket.generate(toForeign(packet, version) as unknown as mqttPacket.Packet, {
    protocolVersion: version,
  });
}

/** What mqtt-packet's own parser finds in the bytes. */
export function decodeForeign(bytes: Uint8Array, version: ProtocolVersion): Packet[] {
  const parser = mqttPacket.parser({ protocolVersion: version });
  const packets: Packet[] = [];
  parser.on('packet', (packet) => packets.push(fromForeign(packet as unknown as Fields, version)));
  parser.on('error', (error: Error) => {
    throw error;
  });
  parser.parse(Buffer.from(bytes));
  return packets;
}

function toForeign(packet: Packet, version: ProtocolVersion): Fields {
  const cmd = packetName(packet.type).toLowerCase();
  const properties = 'properties' in packet ? foreignProperties(packet.properties) : undefined;
  const common = { cmd, properties, ...('packetId' in packet ? { messageId: packet.packetId } : {}) };
  return compact({ ...common, ...foreignFields(packet, version) });
}

function foreignFields(packet: Packet, version: ProtocolVersion): Fields {
  switch (packet.type) {
    case PacketType.connect:
      return {
        protocolId: packet.protocolName,
        protocolVersion: packet.protocolVersion,
        clean: packet.cleanStart,
        keepalive: packet.keepAlive,
        clientId: packet.clientId,
        username: packet.username,
        password: packet.password === undefined ? undefined : Buffer.from(packet.password),
        will: packet.will === undefined ? undefined : foreignWill(packet.will),
      };
    case PacketType.connack: {
      const code = version === 5 ? { reasonCode: packet.reasonCode } : { returnCode: packet.reasonCode };
      return { sessionPresent: packet.sessionPresent, ...code };
    }
    case PacketType.publish: {
      const { topic, qos, dup, retain, payload } = packet;
      return { topic, qos, dup, retain, payload: Buffer.from(payload) };
    }
    case PacketType.subscribe:
      return {
        subscriptions: packet.subscriptions.map(
          ({ filter, qos, noLocal, retainAsPublished, retainHandling }) =>
            compact({ topic: filter, qos, nl: noLocal, rap: retainAsPublished, rh: retainHandling }),
        ),
      };
    case PacketType.unsubscribe:
      return { unsubscriptions: packet.filters };
    case PacketType.suback:
    case PacketType.unsuback:
      return { granted: packet.reasonCodes };
    case PacketType.puback:
    case PacketType.pubrec:
    case PacketType.pubrel:
    case PacketType.pubcomp:
    case PacketType.disconnect:
    case PacketType.auth:
      return version === 5 ? { reasonCode: packet.reasonCode } : {};
    case PacketType.pingreq:
    case PacketType.pingresp:
      return {};
  }
}

function foreignWill(will: WillMessage): Fields {
  const payload = Buffer.from(will.payload);
  return compact({ ...will, payload, properties: foreignProperties(will.properties) });
}

function foreignProperties(properties: Properties | undefined): Fields | undefined {
  if (properties === undefined) return undefined;
  const { userProperties, subscriptionIdentifiers, payloadFormatIndicator, ...rest } = properties;
  const binary = {
    correlationData: properties.correlationData,
    authenticationData: properties.authenticationData,
  };
  return compact({
    ...rest,
    ...Object.fromEntries(Object.entries(binary).map(([name, value]) => [name, value && Buffer.from(value)])),
    payloadFormatIndicator: payloadFormatIndicator === undefined ? undefined : payloadFormatIndicator === 1,
    subscriptionIdentifier: subscriptionIdentifiers,
    userProperties: userProperties && Object.fromEntries(userProperties),
  });
}

function fromForeign(foreign: Fields, version: ProtocolVersion): Packet {
  const type = PacketType[foreign['cmd'] as keyof typeof PacketType];
  const properties = ownProperties(foreign['properties'] as Fields | undefined);
  const packetId =
    ID_TYPES.has(type) && foreign['messageId'] !== undefined ? foreign['messageId'] : undefined;
  return compact({ type, packetId, properties, ...ownFields(type, foreign, version) }) as unknown as Packet;
}

const ID_TYPES: ReadonlySet<number> = new Set([3, 4, 5, 6, 7, 8, 9, 10, 11]);

function ownFields(type: PacketType, foreign: Fields, version: ProtocolVersion): Fields {
  switch (type) {
    case PacketType.connect:
      return {
        protocolName: foreign['protocolId'],
        protocolVersion: foreign['protocolVersion'],
        cleanStart: foreign['clean'],
        keepAlive: foreign['keepalive'],
        clientId: foreign['clientId'],
        username: foreign['username'],
        password: plainBytes(foreign['password']),
        will: foreign['will'] === undefined ? undefined : ownWill(foreign['will'] as Fields),
      };
    case PacketType.connack:
      return {
        sessionPresent: foreign['sessionPresent'],
        reasonCode: version === 5 ? foreign['reasonCode'] : foreign['returnCode'],
      };
    case PacketType.publish: {
      const { topic, qos, dup, retain, payload } = foreign;
      return { topic, qos, dup, retain, payload: plainBytes(payload) };
    }
    case PacketType.subscribe:
      return {
        subscriptions: (foreign['subscriptions'] as Fields[]).map(({ topic, qos, nl, rap, rh }) =>
          compact({ filter: topic, qos, noLocal: nl, retainAsPublished: rap, retainHandling: rh }),
        ),
      };
    case PacketType.unsubscribe:
      return { filters: foreign['unsubscriptions'] };
    case PacketType.suback:
      return { reasonCodes: foreign['granted'] };
    case PacketType.unsuback:
      return { reasonCodes: foreign['granted'] ?? [] };
    case PacketType.puback:
    case PacketType.pubrec:
    case PacketType.pubrel:
    case PacketType.pubcomp:
    case PacketType.disconnect:
    case PacketType.auth:
      return { reasonCode: foreign['reasonCode'] ?? 0 };
    case PacketType.pingreq:
    case PacketType.pingresp:
      return {};
  }
}

function ownWill(will: Fields): Fields {
  const { topic, qos, retain } = will;
  const properties = ownProperties(will['properties'] as Fields | undefined);
  return compact({ topic, qos, retain, payload: plainBytes(will['payload']), properties });
}

function ownProperties(foreign: Fields | undefined): Properties | undefined {
  if (foreign === undefined || Object.keys(foreign).length === 0) return undefined;
  const { userProperties, subscriptionIdentifier, payloadFormatIndicator, ...rest } = foreign;
  return compact({
    ...rest,
    correlationData: plainBytes(rest['correlationData']),
    authenticationData: plainBytes(rest['authenticationData']),
    payloadFormatIndicator: payloadFormatIndicator === undefined ? undefined : Number(payloadFormatIndicator),
    subscriptionIdentifiers:
      subscriptionIdentifier === undefined ? undefined : [subscriptionIdentifier].flat(),
    userProperties: userProperties === undefined ? undefined : Object.entries(userProperties as object),
  });
}

function plainBytes(value: unknown): Uint8Array | undefined {
  return value instanceof Uint8Array ? Uint8Array.from(value) : undefined;
}
