/** From a packet type to the reader of its body. */
import { PacketType } from '../constants.ts';
import type { Packet, PublishPacket } from '../packets.ts';
import { readAcknowledgement, readAuth, readConnack, readDisconnect } from './acknowledgements.ts';
import { readConnect } from './connect.ts';
import type { PacketReader } from './packet-reader.ts';
import { FramingRule } from './rules.ts';
import { readSuback, readSubscribe, readUnsuback, readUnsubscribe } from './subscriptions.ts';

/** PUBLISH has a reader of its own, and the reserved type 0 none. */
export type BodyType = Exclude<PacketType, typeof PacketType.publish>;

/** Reads the body and checks that nothing is left. The packet is good only if the reader did not fail. */
export function readBody(reader: PacketReader, type: BodyType): Exclude<Packet, PublishPacket> {
  const packet = bodyOf(reader, type);
  if (reader.position !== reader.end) reader.fail(FramingRule.trailing);
  return packet;
}

function bodyOf(reader: PacketReader, type: BodyType): Exclude<Packet, PublishPacket> {
  switch (type) {
    case PacketType.connect:
      return readConnect(reader);
    case PacketType.connack:
      return readConnack(reader);
    case PacketType.puback:
    case PacketType.pubrec:
    case PacketType.pubrel:
    case PacketType.pubcomp:
      return readAcknowledgement(reader, type);
    case PacketType.subscribe:
      return readSubscribe(reader);
    case PacketType.suback:
      return readSuback(reader);
    case PacketType.unsubscribe:
      return readUnsubscribe(reader);
    case PacketType.unsuback:
      return readUnsuback(reader);
    case PacketType.pingreq:
    case PacketType.pingresp:
      return { type };
    case PacketType.disconnect:
      return readDisconnect(reader);
    case PacketType.auth:
      return readAuth(reader);
  }
}
