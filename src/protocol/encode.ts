/**
 * Control Packets as bytes. What 3.1.1 does not have (properties, Reason Codes of acknowledgements) is left out there.
 * Rules that a receiver would judge are not checked: conformance cases send such packets on purpose.
 */
import { assert } from '../base/assert.ts';
import { PacketType, type ProtocolVersion } from './constants.ts';
import { fixedFlags } from './decoding/framing.ts';
import {
  writeAcknowledgement,
  writeAuth,
  writeConnack,
  writeConnect,
  writePublishHead,
  writeReason,
  writeSuback,
  writeSubscribe,
  writeUnsuback,
  writeUnsubscribe,
} from './encoding/bodies.ts';
import { PacketWriter } from './encoding/packet-writer.ts';
import type { AcknowledgementPacket, Packet, PublishPacket } from './packets.ts';

const PINGREQ: Uint8Array = Uint8Array.of(0xc0, 0);
const PINGRESP: Uint8Array = Uint8Array.of(0xd0, 0);

const writer = new PacketWriter();

/**
 * The whole packet. PINGREQ and PINGRESP are shared: the result must not be written to.
 * Throws AssertionError for what no packet can hold: a string above 65,535 bytes, a property without a place there, …
 */
export function encodePacket(packet: Packet, version: ProtocolVersion): Uint8Array {
  if (packet.type === PacketType.pingreq) return PINGREQ;
  if (packet.type === PacketType.pingresp) return PINGRESP;
  writer.reset();
  writeBody(packet, version);
  return writer.finish(firstByte(packet));
}

/** The first byte of a PUBLISH. */
export function publishFirstByte({
  dup,
  qos,
  retain,
}: Pick<PublishPacket, 'dup' | 'qos' | 'retain'>): number {
  return (PacketType.publish << 4) | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0);
}

function firstByte(packet: Packet): number {
  return packet.type === PacketType.publish
    ? publishFirstByte(packet)
    : (packet.type << 4) | fixedFlags(packet.type);
}

function writeBody(packet: Packet, version: ProtocolVersion): void {
  switch (packet.type) {
    case PacketType.connect:
      writeConnect(writer, packet, version);
      break;
    case PacketType.connack:
      writeConnack(writer, packet, version);
      break;
    case PacketType.publish:
      writePublishHead(writer, packet, version);
      writer.raw(packet.payload);
      break;
    case PacketType.puback:
    case PacketType.pubrec:
    case PacketType.pubrel:
    case PacketType.pubcomp:
      writeAcknowledgement(writer, packet, version);
      break;
    case PacketType.subscribe:
      writeSubscribe(writer, packet, version);
      break;
    case PacketType.suback:
      writeSuback(writer, packet, version);
      break;
    case PacketType.unsubscribe:
      writeUnsubscribe(writer, packet, version);
      break;
    case PacketType.unsuback:
      writeUnsuback(writer, packet, version);
      break;
    case PacketType.disconnect:
      if (version === 5) writeReason(writer, packet);
      break;
    case PacketType.auth:
      assert(version === 5, 'AUTH does not exist in 3.1.1');
      writeAuth(writer, packet);
      break;
    case PacketType.pingreq:
    case PacketType.pingresp:
      break;
  }
}

/** PUBACK, PUBREC, PUBREL or PUBCOMP with Reason Code 0 and no properties: the same four bytes in both versions. */
export function encodeAck(type: AcknowledgementPacket['type'], packetId: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(4);
  writeAckInto(bytes, 0, type, packetId);
  return bytes;
}

/** The same four bytes into memory at hand; returns the position behind them. */
export function writeAckInto(
  target: Uint8Array,
  at: number,
  type: AcknowledgementPacket['type'],
  packetId: number,
): number {
  target[at] = (type << 4) | fixedFlags(type);
  target[at + 1] = 2;
  target[at + 2] = packetId >> 8;
  target[at + 3] = packetId;
  return at + 4;
}
