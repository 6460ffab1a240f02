/** The first byte of a Control Packet: type, direction, flags (tables 2-1 and 2-2 of both versions). */
import { PacketType, type ProtocolVersion, type Side } from '../constants.ts';
import { FLAGS_RULES, FramingRule, PublishRule, type Rule } from './rules.ts';

const BOTH_WAYS =
  (1 << PacketType.publish) |
  (1 << PacketType.puback) |
  (1 << PacketType.pubrec) |
  (1 << PacketType.pubrel) |
  (1 << PacketType.pubcomp);

/** A bit for each packet type. */
const FROM_CLIENT =
  BOTH_WAYS |
  (1 << PacketType.connect) |
  (1 << PacketType.subscribe) |
  (1 << PacketType.unsubscribe) |
  (1 << PacketType.pingreq) |
  (1 << PacketType.disconnect) |
  (1 << PacketType.auth);

const FROM_SERVER =
  BOTH_WAYS |
  (1 << PacketType.connack) |
  (1 << PacketType.suback) |
  (1 << PacketType.unsuback) |
  (1 << PacketType.pingresp) |
  (1 << PacketType.disconnect) |
  (1 << PacketType.auth);

/** DISCONNECT from the server is new in 5.0. */
const FROM_SERVER_311 = FROM_SERVER & ~(1 << PacketType.disconnect);

/** PUBREL, SUBSCRIBE and UNSUBSCRIBE have flags 0010. */
const FLAGS_TWO = (1 << PacketType.pubrel) | (1 << PacketType.subscribe) | (1 << PacketType.unsubscribe);

/**
 * What is wrong with a first byte. Before CONNECT has come the version is unknown, and the flags of CONNECT
 * are left to be judged with its body, in the version that it names.
 */
export function firstByteFault(
  first: number,
  version: ProtocolVersion | undefined,
  sender: Side | undefined,
): Rule | undefined {
  const type = first >> 4;
  if (type === 0 || (type === PacketType.auth && version === 4)) return FramingRule.reservedType;
  if (sender !== undefined && ((legalFrom(sender, version) >> type) & 1) === 0)
    return FramingRule.wrongDirection;
  if (version === undefined) return type === PacketType.connect ? undefined : FramingRule.connectFirst;
  if (type === PacketType.publish) return publishFlagsFault(first);
  return fixedFlagsFault(first);
}

/** What is wrong with the flags of a packet that is not PUBLISH. */
export function fixedFlagsFault(first: number): Rule | undefined {
  const type = first >> 4;
  return (first & 0x0f) === fixedFlags(type) ? undefined : FLAGS_RULES[type];
}

function legalFrom(sender: Side, version: ProtocolVersion | undefined): number {
  if (sender === 'client') return FROM_CLIENT;
  return version === 4 ? FROM_SERVER_311 : FROM_SERVER;
}

function publishFlagsFault(first: number): Rule | undefined {
  const qos = (first >> 1) & 3;
  if (qos === 3) return PublishRule.qos3;
  return qos === 0 && (first & 8) !== 0 ? PublishRule.dupWithQos0 : undefined;
}

/** The flags that a packet of that type, not PUBLISH, has in its fixed header. */
export function fixedFlags(type: number): number {
  return ((FLAGS_TWO >> type) & 1) === 1 ? 2 : 0;
}
