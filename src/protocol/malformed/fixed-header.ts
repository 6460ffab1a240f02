/** Type, flags and Remaining Length (section 2). */
import type { Clause } from '../clause.ts';
import { packetName, PacketType } from '../constants.ts';
import { field, frame, joined, section, uint16 } from './bytes.ts';
import { fromClient, type Malformation } from './malformation.ts';

const DIRECTION = { 4: '311:§2.2.1', 5: '5:§2.1.2' } as const;

export const FIXED_HEADER: readonly Malformation[] = [
  fromClient({
    id: 'reserved-type-0',
    summary: 'packet type 0',
    packetType: 0,
    clauses: { 4: '311:U-2.2.1-1', 5: '5:U-2.1.2-1' },
    build: () => frame(0x00),
  }),
  fromClient({
    id: 'reserved-type-15',
    summary: 'packet type 15, which 3.1.1 reserves',
    packetType: PacketType.auth,
    clauses: { 4: '311:U-2.2.1-1' },
    build: () => frame(0xf0),
  }),
  fromClient({
    id: 'pingreq-remaining-length-five-bytes',
    summary: 'a Remaining Length of five bytes',
    packetType: PacketType.pingreq,
    clauses: { 4: '311:U-2.2.3-1', 5: '5:U-2.1.4-1' },
    build: () => joined([0xc0, [0x80, 0x80, 0x80, 0x80, 0x00]]),
  }),
  fromClient({
    id: 'pingreq-remaining-length-not-shortest',
    summary: 'a Remaining Length of 0 in two bytes',
    packetType: PacketType.pingreq,
    clauses: { 5: '5:1.5.5-1' },
    build: () => joined([0xc0, [0x80, 0x00]]),
  }),
  fromClient({
    id: 'pingreq-with-body',
    summary: 'a body in a packet that has none',
    packetType: PacketType.pingreq,
    clauses: { 4: '311:§2.2.3', 5: '5:§2.1.4' },
    build: () => frame(0xc0, 0x00),
  }),
  wrongFlags(PacketType.connect, 0x11, { 4: '311:2.2.2-1', 5: '5:2.1.3-1' }),
  wrongFlags(PacketType.puback, 0x41, { 4: '311:2.2.2-1', 5: '5:2.1.3-1' }),
  wrongFlags(PacketType.pubrec, 0x52, { 4: '311:2.2.2-1', 5: '5:2.1.3-1' }),
  wrongFlags(PacketType.pubrel, 0x60, { 4: '311:3.6.1-1', 5: '5:3.6.1-1' }),
  wrongFlags(PacketType.pubcomp, 0x74, { 4: '311:2.2.2-1', 5: '5:2.1.3-1' }),
  wrongFlags(PacketType.subscribe, 0x80, { 4: '311:3.8.1-1', 5: '5:3.8.1-1' }),
  wrongFlags(PacketType.unsubscribe, 0xa0, { 4: '311:3.10.1-1', 5: '5:3.10.1-1' }),
  wrongFlags(PacketType.pingreq, 0xc8, { 4: '311:2.2.2-1', 5: '5:2.1.3-1' }),
  wrongFlags(PacketType.disconnect, 0xe1, { 4: '311:3.14.1-1', 5: '5:3.14.1-1' }),
  wrongFlags(PacketType.auth, 0xf1, { 5: '5:3.15.1-1' }),
  wrongDirection(PacketType.connack),
  wrongDirection(PacketType.suback),
  wrongDirection(PacketType.unsuback),
  wrongDirection(PacketType.pingresp),
];

type Clauses = Readonly<{ 4?: Clause; 5?: Clause }>;

/** Otherwise fit, so that the flags alone are to blame. */
function wrongFlags(type: PacketType, firstByte: number, clauses: Clauses): Malformation {
  return fromClient({
    id: `${packetName(type).toLowerCase()}-wrong-flags`,
    summary: `fixed-header flags ${(firstByte & 15).toString(2).padStart(4, '0')}`,
    packetType: type,
    clauses,
    build: (version) => frame(firstByte, ...fitBody(type, version)),
  });
}

function fitBody(type: PacketType, version: 4 | 5): readonly (number | readonly number[] | Uint8Array)[] {
  switch (type) {
    case PacketType.connect:
      return [field('MQTT'), version, 0x02, uint16(60), section(version), field('mqtt-bench-flags')];
    case PacketType.puback:
    case PacketType.pubrec:
    case PacketType.pubrel:
    case PacketType.pubcomp:
      return [uint16(1)];
    case PacketType.subscribe:
      return [uint16(1), section(version), field('a/b'), 0x00];
    case PacketType.unsubscribe:
      return [uint16(1), section(version), field('a/b')];
    case PacketType.connack:
      return [0x00, 0x00, section(version)];
    case PacketType.suback:
      return [uint16(1), section(version), 0x00];
    case PacketType.unsuback:
      return version === 5 ? [uint16(1), section(version), 0x00] : [uint16(1)];
    case PacketType.publish:
    case PacketType.pingreq:
    case PacketType.pingresp:
    case PacketType.disconnect:
    case PacketType.auth:
      return [];
  }
}

function wrongDirection(type: PacketType): Malformation {
  return fromClient({
    id: `${packetName(type).toLowerCase()}-from-client`,
    summary: `${packetName(type)}, which only a server sends`,
    packetType: type,
    clauses: DIRECTION,
    build: (version) => frame(type << 4, ...fitBody(type, version)),
  });
}
