/**
 * SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK (sections 3.8 to 3.11). The syntax of Topic Filters is left to the receiver:
 * it may refuse one of them and accept the rest.
 */
import { PacketType, type QoS } from '../constants.ts';
import type {
  SubackPacket,
  SubscribePacket,
  Subscription,
  UnsubackPacket,
  UnsubscribePacket,
} from '../packets.ts';
import type { Properties } from '../properties.ts';
import { reasonCodeAllowed } from '../reason-codes.ts';
import type { PacketReader } from './packet-reader.ts';
import { readProperties } from './read-properties.ts';
import { PacketIdRule, reasonCodeRule, SubscribeRule, type Rule } from './rules.ts';

export function readSubscribe(reader: PacketReader): SubscribePacket {
  const head = readHead(reader, PacketType.subscribe, PacketIdRule.request);
  const subscriptions: Subscription[] = [];
  if (reader.position === reader.end) reader.fail(SubscribeRule.empty);
  while (reader.position < reader.end) subscriptions.push(readSubscription(reader));
  return { type: PacketType.subscribe, ...head, subscriptions };
}

function readSubscription(reader: PacketReader): Subscription {
  const filter = reader.text();
  const at = reader.position;
  const options = reader.u8();
  const reserved = reader.version === 5 ? 0xc0 : 0xfc;
  if ((options & reserved) !== 0) reader.fail(SubscribeRule.reservedOptions, at);
  const qos = options & 3;
  if (qos === 3) reader.fail(SubscribeRule.qos3, at);
  if (reader.version === 4) return { filter, qos: qos as QoS };
  const retainHandling = (options >> 4) & 3;
  if (retainHandling === 3) reader.fail(SubscribeRule.retainHandling3, at);
  const noLocal = (options & 4) !== 0;
  if (noLocal && filter.startsWith('$share/')) reader.fail(SubscribeRule.noLocalShared, at);
  return {
    filter,
    qos: qos as QoS,
    noLocal,
    retainAsPublished: (options & 8) !== 0,
    retainHandling: retainHandling as 0 | 1 | 2,
  };
}

export function readUnsubscribe(reader: PacketReader): UnsubscribePacket {
  const head = readHead(reader, PacketType.unsubscribe, PacketIdRule.request);
  const filters: string[] = [];
  if (reader.position === reader.end) reader.fail(SubscribeRule.emptyUnsubscribe);
  while (reader.position < reader.end) filters.push(reader.text());
  return { type: PacketType.unsubscribe, ...head, filters };
}

export function readSuback(reader: PacketReader): SubackPacket {
  const head = readHead(reader, PacketType.suback, PacketIdRule.response);
  if (reader.position === reader.end) reader.fail(SubscribeRule.emptySuback);
  return { type: PacketType.suback, ...head, reasonCodes: readCodes(reader, PacketType.suback) };
}

/** In 3.1.1 there is nothing behind the Packet Identifier. */
export function readUnsuback(reader: PacketReader): UnsubackPacket {
  const head = readHead(reader, PacketType.unsuback, PacketIdRule.response);
  if (reader.version === 4) return { type: PacketType.unsuback, ...head, reasonCodes: [] };
  if (reader.position === reader.end) reader.fail(SubscribeRule.emptyUnsuback);
  return { type: PacketType.unsuback, ...head, reasonCodes: readCodes(reader, PacketType.unsuback) };
}

type HeadedType =
  | typeof PacketType.subscribe
  | typeof PacketType.suback
  | typeof PacketType.unsubscribe
  | typeof PacketType.unsuback;

function readHead(
  reader: PacketReader,
  type: HeadedType,
  idRule: Rule,
): { packetId: number; properties?: Properties } {
  const at = reader.position;
  const packetId = reader.u16();
  if (packetId === 0) reader.fail(idRule, at);
  const properties = reader.version === 5 ? readProperties(reader, type) : undefined;
  return properties === undefined ? { packetId } : { packetId, properties };
}

function readCodes(
  reader: PacketReader,
  type: typeof PacketType.suback | typeof PacketType.unsuback,
): number[] {
  const codes: number[] = [];
  while (reader.position < reader.end) {
    const at = reader.position;
    const code = reader.u8();
    const allowed =
      reader.version === 5 ? reasonCodeAllowed(type, code, reader.sender) : code <= 2 || code === 0x80;
    if (!allowed) reader.fail(reasonCodeRule(type), at, `0x${code.toString(16)}`);
    codes.push(code);
  }
  return codes;
}
