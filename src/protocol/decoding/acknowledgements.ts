/** The packets whose body is little more than a Reason Code: CONNACK, PUBACK … PUBCOMP, DISCONNECT, AUTH. */
import { PacketType } from '../constants.ts';
import type { AcknowledgementPacket, AuthPacket, ConnackPacket, DisconnectPacket } from '../packets.ts';
import type { Properties } from '../properties.ts';
import { propertyBit } from '../property-table.ts';
import { CONNECT_RETURN_CODES, hexCode, reasonCodeAllowed } from '../reason-codes.ts';
import type { PacketReader } from './packet-reader.ts';
import { readProperties } from './read-properties.ts';
import { AuthRule, ConnackRule, PacketIdRule, reasonCodeRule } from './rules.ts';

const AUTHENTICATION_METHOD = 0x15;

export function readConnack(reader: PacketReader): ConnackPacket {
  const at = reader.position;
  const flags = reader.u8();
  if ((flags & 0xfe) !== 0) reader.fail(ConnackRule.reservedFlags, at);
  const sessionPresent = (flags & 1) !== 0;
  const reasonCode = readReasonCode(reader, PacketType.connack);
  if (sessionPresent && reasonCode !== 0) reader.fail(ConnackRule.sessionPresentOnRefusal, at);
  const properties = reader.version === 5 ? readProperties(reader, PacketType.connack) : undefined;
  const packet: ConnackPacket = { type: PacketType.connack, sessionPresent, reasonCode };
  return properties === undefined ? packet : { ...packet, properties };
}

type AcknowledgementType = AcknowledgementPacket['type'];

/** In 5.0 the Reason Code may be left out, and the Property Length behind it. */
export function readAcknowledgement(reader: PacketReader, type: AcknowledgementType): AcknowledgementPacket {
  const at = reader.position;
  const packetId = reader.u16();
  if (packetId === 0) reader.fail(PacketIdRule.acknowledgement, at);
  if (reader.position === reader.end || reader.version === 4) return { type, packetId, reasonCode: 0 };
  const reasonCode = readReasonCode(reader, type);
  const properties = readOptionalProperties(reader, type);
  return properties === undefined
    ? { type, packetId, reasonCode }
    : { type, packetId, reasonCode, properties };
}

/** In 5.0 both fields may be left out; in 3.1.1 there are none. */
export function readDisconnect(reader: PacketReader): DisconnectPacket {
  const type = PacketType.disconnect;
  if (reader.position === reader.end || reader.version === 4) return { type, reasonCode: 0 };
  const reasonCode = readReasonCode(reader, type);
  const properties = readOptionalProperties(reader, type);
  return properties === undefined ? { type, reasonCode } : { type, reasonCode, properties };
}

/**
 * Section 3.15.2.1 lets both fields be left out, section 3.15.2.2.2 forbids to leave out the Authentication Method:
 * an empty AUTH passes, as the specification contradicts itself.
 */
export function readAuth(reader: PacketReader): AuthPacket {
  const type = PacketType.auth;
  if (reader.position === reader.end) return { type, reasonCode: 0 };
  const reasonCode = readReasonCode(reader, type);
  if (reader.position === reader.end) reader.fail(AuthRule.noPropertyLength);
  const properties = readProperties(reader, type);
  if ((reader.propertiesSeen & propertyBit(AUTHENTICATION_METHOD)) === 0) reader.fail(AuthRule.noMethod);
  return properties === undefined ? { type, reasonCode } : { type, reasonCode, properties };
}

type ReasonedType =
  AcknowledgementType | typeof PacketType.connack | typeof PacketType.disconnect | typeof PacketType.auth;

function readReasonCode(reader: PacketReader, type: ReasonedType): number {
  const at = reader.position;
  const code = reader.u8();
  const allowed =
    reader.version === 5 ? reasonCodeAllowed(type, code, reader.sender) : code < CONNECT_RETURN_CODES.length;
  if (!allowed) reader.fail(reasonCodeRule(type), at, hexCode(code));
  return code;
}

function readOptionalProperties(reader: PacketReader, type: ReasonedType): Properties | undefined {
  return reader.position === reader.end ? undefined : readProperties(reader, type);
}
