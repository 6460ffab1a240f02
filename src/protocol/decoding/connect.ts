/** CONNECT (section 3.1). It is read by the version it names itself. */
import { PacketType, type ProtocolVersion, type QoS } from '../constants.ts';
import type { ConnectPacket, WillMessage } from '../packets.ts';
import { WILL_PROPERTIES } from '../property-table.ts';
import { TextTrait } from '../utf8.ts';
import type { PacketReader } from './packet-reader.ts';
import { readProperties } from './read-properties.ts';
import { ConnectRule } from './rules.ts';

const FLAG = {
  reserved: 0x01,
  cleanStart: 0x02,
  will: 0x04,
  willRetain: 0x20,
  password: 0x40,
  username: 0x80,
} as const;

/** An empty client id with Clean Session 0 passes: 3.1.1 has the server answer it with CONNACK 0x02 (`311:3.1.3-8`). */
export function readConnect(reader: PacketReader): ConnectPacket {
  const protocolName = readProtocol(reader);
  const flags = readFlags(reader);
  const keepAlive = reader.u16();
  const properties = reader.version === 5 ? readProperties(reader, PacketType.connect) : undefined;
  const clientId = reader.text();
  const will = (flags & FLAG.will) === 0 ? undefined : readWill(reader, flags);
  const username = (flags & FLAG.username) === 0 ? undefined : reader.text();
  const password = (flags & FLAG.password) === 0 ? undefined : reader.binary();
  return {
    type: PacketType.connect,
    protocolName,
    protocolVersion: reader.version,
    cleanStart: (flags & FLAG.cleanStart) !== 0,
    keepAlive,
    clientId,
    ...(will === undefined ? {} : { will }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(properties === undefined ? {} : { properties }),
  };
}

/** Name and level, judged when both are known, so that even a refusal is in the right version. */
function readProtocol(reader: PacketReader): string {
  const at = reader.position;
  const name = reader.text();
  const levelAt = reader.position;
  const level = reader.u8();
  reader.version = judgedAs(level);
  if (name !== 'MQTT') reader.fail(ConnectRule.protocolName, at);
  if (level !== 4 && level !== 5) reader.fail(ConnectRule.protocolVersion, levelAt, `level ${level}`);
  return name;
}

/** The version in which to judge and answer: the later one for levels that are yet to come. */
function judgedAs(level: number): ProtocolVersion {
  return level < 5 ? 4 : 5;
}

function readFlags(reader: PacketReader): number {
  const at = reader.position;
  const flags = reader.u8();
  if ((flags & FLAG.reserved) !== 0) reader.fail(ConnectRule.reservedFlag, at);
  if ((flags & FLAG.will) === 0) {
    if (willQos(flags) !== 0) reader.fail(ConnectRule.willQosWithoutWill, at);
    if ((flags & FLAG.willRetain) !== 0) reader.fail(ConnectRule.willRetainWithoutWill, at);
  }
  if (willQos(flags) === 3) reader.fail(ConnectRule.willQos3, at);
  const lonePassword = (flags & (FLAG.password | FLAG.username)) === FLAG.password;
  if (lonePassword && reader.version === 4) reader.fail(ConnectRule.passwordWithoutUser, at);
  return flags;
}

function willQos(flags: number): number {
  return (flags >> 3) & 3;
}

function readWill(reader: PacketReader, flags: number): WillMessage {
  const properties = reader.version === 5 ? readProperties(reader, WILL_PROPERTIES) : undefined;
  const topic = reader.text();
  if ((reader.fieldTraits & TextTrait.wildcard) !== 0)
    reader.fail(ConnectRule.willTopicWildcard, reader.fieldStart);
  if (topic === '') reader.fail(ConnectRule.willTopicEmpty, reader.fieldStart);
  return {
    topic,
    payload: reader.binary(),
    qos: willQos(flags) as QoS,
    retain: (flags & FLAG.willRetain) !== 0,
    ...(properties === undefined ? {} : { properties }),
  };
}
