/** What stands behind the fixed header of each packet, field by field. */
import { assert } from '../../base/assert.ts';
import { PacketType, type ProtocolVersion } from '../constants.ts';
import type {
  AcknowledgementPacket,
  AuthPacket,
  ConnackPacket,
  ConnectPacket,
  DisconnectPacket,
  PublishPacket,
  SubackPacket,
  SubscribePacket,
  Subscription,
  UnsubackPacket,
  UnsubscribePacket,
  WillMessage,
} from '../packets.ts';
import { WILL_PROPERTIES } from '../property-table.ts';
import type { PacketWriter } from './packet-writer.ts';
import { hasProperties, writeProperties } from './write-properties.ts';

export function writeConnect(writer: PacketWriter, packet: ConnectPacket, version: ProtocolVersion): void {
  assert(packet.protocolVersion === version, 'CONNECT is encoded in the version that it names');
  writer.text(packet.protocolName);
  writer.u8(version);
  writer.u8(connectFlags(packet));
  writer.u16(packet.keepAlive);
  if (version === 5) writeProperties(writer, packet.properties, PacketType.connect);
  writer.text(packet.clientId);
  if (packet.will !== undefined) writeWill(writer, packet.will, version);
  if (packet.username !== undefined) writer.text(packet.username);
  if (packet.password !== undefined) writer.binary(packet.password);
}

function connectFlags({ cleanStart, will, username, password }: ConnectPacket): number {
  const willFlags = will === undefined ? 0 : 0x04 | (will.qos << 3) | (will.retain ? 0x20 : 0);
  const credentials = (username === undefined ? 0 : 0x80) | (password === undefined ? 0 : 0x40);
  return (cleanStart ? 0x02 : 0) | willFlags | credentials;
}

function writeWill(writer: PacketWriter, will: WillMessage, version: ProtocolVersion): void {
  if (version === 5) writeProperties(writer, will.properties, WILL_PROPERTIES);
  writer.text(will.topic);
  writer.binary(will.payload);
}

export function writeConnack(writer: PacketWriter, packet: ConnackPacket, version: ProtocolVersion): void {
  writer.u8(packet.sessionPresent ? 1 : 0);
  writer.u8(packet.reasonCode);
  if (version === 5) writeProperties(writer, packet.properties, PacketType.connack);
}

export type PublishHead = Pick<PublishPacket, 'topic' | 'qos' | 'packetId' | 'properties'>;

/** All that comes before the payload. */
export function writePublishHead(writer: PacketWriter, packet: PublishHead, version: ProtocolVersion): void {
  writer.text(packet.topic);
  assert(
    (packet.packetId !== undefined) === packet.qos > 0,
    'a PUBLISH has a Packet Identifier exactly above QoS 0',
  );
  if (packet.packetId !== undefined) writer.u16(packet.packetId);
  if (version === 5) writeProperties(writer, packet.properties, PacketType.publish);
}

/** Leaves the Reason Code out where it is 0 and nothing follows (5.0 section 3.4.2.1). */
export function writeAcknowledgement(
  writer: PacketWriter,
  packet: AcknowledgementPacket,
  version: ProtocolVersion,
): void {
  writer.u16(packet.packetId);
  if (version === 5) writeReason(writer, packet);
}

/** An empty body where the Reason Code is 0 and nothing follows (5.0 section 3.14.2.1). */
export function writeReason(writer: PacketWriter, packet: AcknowledgementPacket | DisconnectPacket): void {
  const followed = hasProperties(packet.properties);
  if (packet.reasonCode === 0 && !followed) return;
  writer.u8(packet.reasonCode);
  if (followed) writeProperties(writer, packet.properties, packet.type);
}

/** Unlike DISCONNECT, AUTH may not leave out the Property Length alone (5.0 section 3.15.2.2.1). */
export function writeAuth(writer: PacketWriter, packet: AuthPacket): void {
  if (packet.reasonCode === 0 && !hasProperties(packet.properties)) return;
  writer.u8(packet.reasonCode);
  writeProperties(writer, packet.properties, PacketType.auth);
}

export function writeSubscribe(
  writer: PacketWriter,
  packet: SubscribePacket,
  version: ProtocolVersion,
): void {
  writer.u16(packet.packetId);
  if (version === 5) writeProperties(writer, packet.properties, PacketType.subscribe);
  for (const subscription of packet.subscriptions) {
    writer.text(subscription.filter);
    writer.u8(version === 5 ? subscriptionOptions(subscription) : subscription.qos);
  }
}

function subscriptionOptions({ qos, noLocal, retainAsPublished, retainHandling }: Subscription): number {
  return (
    qos | (noLocal === true ? 4 : 0) | (retainAsPublished === true ? 8 : 0) | ((retainHandling ?? 0) << 4)
  );
}

export function writeUnsubscribe(
  writer: PacketWriter,
  packet: UnsubscribePacket,
  version: ProtocolVersion,
): void {
  writer.u16(packet.packetId);
  if (version === 5) writeProperties(writer, packet.properties, PacketType.unsubscribe);
  for (const filter of packet.filters) writer.text(filter);
}

export function writeSuback(writer: PacketWriter, packet: SubackPacket, version: ProtocolVersion): void {
  writer.u16(packet.packetId);
  if (version === 5) writeProperties(writer, packet.properties, PacketType.suback);
  for (const code of packet.reasonCodes) writer.u8(code);
}

/** In 3.1.1 only the Packet Identifier. */
export function writeUnsuback(writer: PacketWriter, packet: UnsubackPacket, version: ProtocolVersion): void {
  writer.u16(packet.packetId);
  if (version === 4) return;
  writeProperties(writer, packet.properties, PacketType.unsuback);
  for (const code of packet.reasonCodes) writer.u8(code);
}
