/** One line for each packet, for people: witnesses and logs. Passwords and authentication data are never shown. */
import { packetName, PacketType, type ProtocolVersion } from './constants.ts';
import type {
  AcknowledgementPacket,
  AuthPacket,
  ConnackPacket,
  ConnectPacket,
  DisconnectPacket,
  Packet,
  PublishPacket,
  SubackPacket,
  SubscribePacket,
  Subscription,
  UnsubackPacket,
} from './packets.ts';
import { hexCode, reasonName } from './reason-codes.ts';

/** Longest piece of foreign text that is shown whole, in characters. */
const TEXT_MAX = 80;
/** Items of a list that are shown. */
const ITEMS_MAX = 8;

/** `PUBLISH qos 2 id 17 dup topic "a/b" 256 bytes`. The version only decides what Reason Codes are called. */
export function describePacket(packet: Packet, version: ProtocolVersion = 5): string {
  return [packetName(packet.type), ...details(packet, version)].filter((part) => part !== '').join(' ');
}

function details(packet: Packet, version: ProtocolVersion): string[] {
  switch (packet.type) {
    case PacketType.connect:
      return connectDetails(packet);
    case PacketType.connack:
      return connackDetails(packet, version);
    case PacketType.publish:
      return publishDetails(packet);
    case PacketType.puback:
    case PacketType.pubrec:
    case PacketType.pubrel:
    case PacketType.pubcomp:
      return [`id ${packet.packetId}`, ...reasonDetails(packet, version)];
    case PacketType.subscribe:
      return subscribeDetails(packet);
    case PacketType.unsubscribe:
      return [`id ${packet.packetId}`, list(packet.filters.map(quote))];
    case PacketType.suback:
    case PacketType.unsuback:
      return codesDetails(packet, version);
    case PacketType.disconnect:
    case PacketType.auth:
      return reasonDetails(packet, version);
    case PacketType.pingreq:
    case PacketType.pingresp:
      return [];
  }
}

function connectDetails(packet: ConnectPacket): string[] {
  const { will, properties } = packet;
  return [
    `client ${quote(packet.clientId)}`,
    `version ${packet.protocolVersion === 5 ? '5.0' : '3.1.1'}`,
    packet.cleanStart ? 'clean' : 'not clean',
    `keep-alive ${packet.keepAlive}s`,
    properties?.sessionExpiryInterval === undefined
      ? ''
      : `session-expiry ${properties.sessionExpiryInterval}s`,
    properties?.receiveMaximum === undefined ? '' : `receive-maximum ${properties.receiveMaximum}`,
    packet.username === undefined ? '' : `user ${quote(packet.username)}`,
    packet.password === undefined ? '' : 'with password',
    will === undefined
      ? ''
      : `will topic ${quote(will.topic)} qos ${will.qos}${flag(will.retain, ' retain')}`,
  ];
}

function connackDetails(packet: ConnackPacket, version: ProtocolVersion): string[] {
  const session = packet.sessionPresent ? 'session present' : 'no session';
  return [
    session,
    reason(packet.reasonCode, packet.type, version),
    ...reasonText(packet.properties?.reasonString),
  ];
}

function publishDetails(packet: PublishPacket): string[] {
  const alias = packet.properties?.topicAlias;
  const identifiers = packet.properties?.subscriptionIdentifiers ?? [];
  return [
    `qos ${packet.qos}`,
    packet.packetId === undefined ? '' : `id ${packet.packetId}`,
    flag(packet.dup, 'dup'),
    flag(packet.retain, 'retain'),
    `topic ${quote(packet.topic)}`,
    alias === undefined ? '' : `alias ${alias}`,
    identifiers.length === 0 ? '' : `subscription ${list(identifiers.map(String))}`,
    `${packet.payload.length} bytes`,
  ];
}

function subscribeDetails(packet: SubscribePacket): string[] {
  const identifiers = packet.properties?.subscriptionIdentifiers ?? [];
  return [
    `id ${packet.packetId}`,
    identifiers.length === 0 ? '' : `subscription ${list(identifiers.map(String))}`,
    list(packet.subscriptions.map(subscriptionText)),
  ];
}

function subscriptionText({ filter, qos, noLocal, retainAsPublished, retainHandling }: Subscription): string {
  const options = flag(noLocal, ' no-local') + flag(retainAsPublished, ' retain-as-published');
  const handling =
    retainHandling === undefined || retainHandling === 0 ? '' : ` retain-handling ${retainHandling}`;
  return `${quote(filter)} qos ${qos}${options}${handling}`;
}

function codesDetails(packet: SubackPacket | UnsubackPacket, version: ProtocolVersion): string[] {
  const codes = packet.reasonCodes.map((code) => reason(code, packet.type, version));
  return [`id ${packet.packetId}`, list(codes), ...reasonText(packet.properties?.reasonString)];
}

/** Nothing for a plain success: most acknowledgements are. */
function reasonDetails(
  packet: AcknowledgementPacket | DisconnectPacket | AuthPacket,
  version: ProtocolVersion,
): string[] {
  const code = packet.reasonCode === 0 ? '' : reason(packet.reasonCode, packet.type, version);
  return [code, ...reasonText(packet.properties?.reasonString)];
}

function reason(code: number, type: PacketType, version: ProtocolVersion): string {
  const name = reasonName(code, type, version);
  return name === hexCode(code) ? name : `${hexCode(code)} ${name}`;
}

function reasonText(text: string | undefined): string[] {
  return text === undefined ? [] : [`reason ${quote(text)}`];
}

function flag(set: boolean | undefined, text: string): string {
  return set === true ? text : '';
}

function list(items: readonly string[]): string {
  const shown = items.slice(0, ITEMS_MAX).join(', ');
  return items.length > ITEMS_MAX ? `${shown}, … ${items.length} in all` : shown;
}

/** In quotes, control characters escaped, long text cut. */
function quote(text: string): string {
  return JSON.stringify(text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text);
}
