/** MQTT wire constants. Sources: MQTT 3.1.1 section 2.2, MQTT 5.0 section 2.1. */

/** The Protocol Level byte of CONNECT: 4 is MQTT 3.1.1, 5 is MQTT 5.0. */
export type ProtocolVersion = 4 | 5;

export type QoS = 0 | 1 | 2;

/** MQTT Control Packet types, table 2-1. */
export const PacketType = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  suback: 9,
  unsubscribe: 10,
  unsuback: 11,
  pingreq: 12,
  pingresp: 13,
  disconnect: 14,
  auth: 15,
} as const;
export type PacketType = (typeof PacketType)[keyof typeof PacketType];

const PACKET_NAMES: readonly string[] = [
  'RESERVED',
  'CONNECT',
  'CONNACK',
  'PUBLISH',
  'PUBACK',
  'PUBREC',
  'PUBREL',
  'PUBCOMP',
  'SUBSCRIBE',
  'SUBACK',
  'UNSUBSCRIBE',
  'UNSUBACK',
  'PINGREQ',
  'PINGRESP',
  'DISCONNECT',
  'AUTH',
];

/** The name as the specification writes it. */
export function packetName(type: number): string {
  return PACKET_NAMES[type] ?? `type ${type}`;
}

/** The largest Remaining Length: four bytes of seven bits. */
export const REMAINING_LENGTH_MAX = 268_435_455;

/** The largest Control Packet there can be: one type byte, four length bytes, and the rest. */
export const PACKET_SIZE_MAX = REMAINING_LENGTH_MAX + 5;

/** Session Expiry Interval that never expires (5.0 section 3.1.2.11.2). */
export const SESSION_NEVER_EXPIRES = 0xffff_ffff;

/** `3.1.1` or `5.0`, as people write it. */
export function versionName(version: ProtocolVersion): '3.1.1' | '5.0' {
  return version === 4 ? '3.1.1' : '5.0';
}

/** The two ends of a Network Connection. */
export type Side = 'client' | 'server';

/** The end that is not `side`. */
export function otherSide(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}
