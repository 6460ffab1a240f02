/** Properties of 5.0 (section 2.2.2) and the packets that consist of little else: DISCONNECT and AUTH. */
import type { Clause } from '../clause.ts';
import { packetName, PacketType } from '../constants.ts';
import { CLIENT_ID, connect, field, frame, joined, type Part, publish, section, uint16 } from './bytes.ts';
import { fromClient, type Malformation } from './malformation.ts';

type Five = Extract<Clause, `5:${string}`>;

const uint32 = (value: number): readonly number[] => [...uint16(value >>> 16), ...uint16(value & 0xffff)];
const twice = (...parts: readonly Part[]): readonly Part[] => [...parts, ...parts];

export const PROPERTIES: readonly Malformation[] = [
  inConnect('session-expiry-twice', '5:U-3.1.2.11.2-1', ...twice(0x11, uint32(10))),
  inConnect('receive-maximum-0', '5:U-3.1.2.11.3-1', 0x21, uint16(0)),
  inConnect('receive-maximum-twice', '5:U-3.1.2.11.3-1', ...twice(0x21, uint16(10))),
  inConnect('maximum-packet-size-0', '5:U-3.1.2.11.4-1', 0x27, uint32(0)),
  inConnect('maximum-packet-size-twice', '5:U-3.1.2.11.4-1', ...twice(0x27, uint32(1000))),
  inConnect('topic-alias-maximum-twice', '5:U-3.1.2.11.5-1', ...twice(0x22, uint16(10))),
  inConnect('request-response-information-2', '5:U-3.1.2.11.6-1', 0x19, 2),
  inConnect('request-response-information-twice', '5:U-3.1.2.11.6-1', ...twice(0x19, 1)),
  inConnect('request-problem-information-2', '5:U-3.1.2.11.7-1', 0x17, 2),
  inConnect('request-problem-information-twice', '5:U-3.1.2.11.7-1', ...twice(0x17, 1)),
  inConnect('authentication-method-twice', '5:U-3.1.2.11.9-1', ...twice(0x15, field('m'))),
  inConnect('authentication-data-alone', '5:U-3.1.2.11.10-1', 0x16, field('d')),
  inConnect('authentication-data-twice', '5:U-3.1.2.11.10-1', 0x15, field('m'), ...twice(0x16, field('d'))),
  inConnect('property-of-connack', '5:U-2.2.2.2-1', 0x12, field('x')),
  inConnect('property-unknown', '5:U-2.2.2.2-1', 0x7e, 0),
  inWill('delay-twice', '5:U-3.1.3.2-1', ...twice(0x18, uint32(1))),
  inWill('payload-format-twice', '5:U-3.1.3.2-1', ...twice(0x01, 1)),
  inWill('message-expiry-twice', '5:U-3.1.3.2-1', ...twice(0x02, uint32(1))),
  inWill('content-type-twice', '5:U-3.1.3.2-1', ...twice(0x03, field('x'))),
  inWill('response-topic-twice', '5:U-3.1.3.2-1', ...twice(0x08, field('x'))),
  inWill('correlation-data-twice', '5:U-3.1.3.2-1', ...twice(0x09, field('x'))),
  inWill('property-of-connect', '5:U-2.2.2.2-1', 0x21, uint16(1)),
  inPublish('topic-alias-0', '5:3.3.2-8', 0x23, uint16(0)),
  inPublish('topic-alias-twice', '5:U-3.3.2.3.4-1', ...twice(0x23, uint16(1))),
  inPublish('response-topic-twice', '5:U-3.3.2.3.5-1', ...twice(0x08, field('r'))),
  inPublish('correlation-data-twice', '5:U-3.3.2.3.5-1', ...twice(0x09, field('c'))),
  inPublish('content-type-twice', '5:U-3.3.2.3.5-1', ...twice(0x03, field('c'))),
  inPublish('response-topic-wildcard', '5:3.3.2-14', 0x08, field('r/+')),
  inPublish('payload-format-2', '5:§3.3.2.3.2', 0x01, 2),
  inPublish('subscription-identifier', '5:3.3.4-6', 0x0b, 1),
  inPublish('property-of-connect', '5:U-2.2.2.2-1', 0x21, uint16(1)),
  inPublish('property-unknown', '5:U-2.2.2.2-1', 0x00),
  inPublish('property-id-not-shortest', '5:1.5.5-1', [0x81, 0x00], 1),
  inPublish('property-cut-short', '5:§2.1.4', 0x02, 0x00),
  ofPublish('property-length-not-shortest', '5:1.5.5-1', 0x30, field('a/b'), [0x80, 0x00], 0x78),
  ofPublish('property-length-five-bytes', '5:§1.5.5', 0x30, field('a/b'), [0x80, 0x80, 0x80, 0x80, 0x01]),
  ofPublish('property-length-beyond-end', '5:§2.2.2.1', 0x30, field('a/b'), 0x20, 0x78),
  // Property Length 3, but a Content Type of five bytes, which would end within the payload.
  ofPublish(
    'property-beyond-section',
    '5:§2.1.4',
    0x30,
    field('a/b'),
    3,
    0x03,
    field('hello'),
    field('payload'),
  ),
  ofPublish('property-length-missing', '5:§2.1.4', 0x30, field('a/b')),
  inSubscribe('subscription-identifier-0', '5:U-3.8.2.1.2-1', 0x0b, 0),
  inSubscribe('subscription-identifier-twice', '5:U-3.8.2.1.2-1', ...twice(0x0b, 1)),
  inSubscribe('subscription-identifier-not-shortest', '5:1.5.5-1', 0x0b, [0x81, 0x00]),
  inSubscribe('property-of-publish', '5:U-2.2.2.2-1', 0x23, uint16(1)),
  of(PacketType.unsubscribe, 'property-of-subscribe', '5:U-2.2.2.2-1', () =>
    frame(0xa2, uint16(1), section(5, 0x0b, 1), field('a/b')),
  ),
  of(PacketType.puback, 'property-of-publish', '5:U-2.2.2.2-1', () =>
    frame(0x40, uint16(1), 0x00, section(5, 0x23, uint16(1))),
  ),
  of(PacketType.puback, 'reason-string-twice', '5:§3.4.2.2.2', () =>
    frame(0x40, uint16(1), 0x00, section(5, ...twice(0x1f, field('why')))),
  ),
];

export const ENDINGS: readonly Malformation[] = [
  of(PacketType.disconnect, 'reason-code', '5:3.14.2-1', () => frame(0xe0, 0x7f)),
  of(PacketType.disconnect, 'reason-code-of-server', '5:3.14.2-1', () => frame(0xe0, 0x8b)),
  of(PacketType.disconnect, 'session-expiry-twice', '5:§3.14.2.2.2', () =>
    frame(0xe0, 0x00, section(5, ...twice(0x11, uint32(1)))),
  ),
  of(PacketType.disconnect, 'trailing-bytes', '5:§2.1.4', () => frame(0xe0, 0x00, section(5), 0x00)),
  fromClient({
    id: 'disconnect-with-body',
    summary: 'a body, which 3.1.1 does not have',
    packetType: PacketType.disconnect,
    clauses: { 4: '311:§2.2.3' },
    build: () => frame(0xe0, 0x00),
  }),
  of(PacketType.auth, 'reason-code', '5:3.15.2-1', () => frame(0xf0, 0x7f, section(5, 0x15, field('m')))),
  of(PacketType.auth, 'reason-code-of-server', '5:3.15.2-1', () =>
    frame(0xf0, 0x00, section(5, 0x15, field('m'))),
  ),
  of(PacketType.auth, 'method-missing', '5:U-3.15-1', () => frame(0xf0, 0x18, section(5))),
  of(PacketType.auth, 'property-length-missing', '5:2.2.2-1', () => frame(0xf0, 0x18)),
];

function of(packetType: PacketType, name: string, clause: Five, build: () => Uint8Array): Malformation {
  const summary = name.replaceAll('-', ' ');
  return fromClient({
    id: `${packetName(packetType).toLowerCase()}-${name}`,
    summary,
    packetType,
    clauses: { 5: clause },
    build,
  });
}

function inConnect(name: string, clause: Five, ...properties: readonly Part[]): Malformation {
  return of(PacketType.connect, name, clause, () => connect(5, { properties }));
}

function inWill(name: string, clause: Five, ...properties: readonly Part[]): Malformation {
  const payload = [field(CLIENT_ID), section(5, ...properties), field('a/b'), field('gone')];
  return of(PacketType.connect, `will-${name}`, clause, () => connect(5, { flags: 0x06, payload }));
}

function inPublish(name: string, clause: Five, ...properties: readonly Part[]): Malformation {
  return of(PacketType.publish, name, clause, () => publish(5, 'a/b', ...properties));
}

function ofPublish(name: string, clause: Five, firstByte: number, ...parts: readonly Part[]): Malformation {
  return of(PacketType.publish, name, clause, () => frame(firstByte, joined(parts)));
}

function inSubscribe(name: string, clause: Five, ...properties: readonly Part[]): Malformation {
  return of(PacketType.subscribe, name, clause, () =>
    frame(0x82, uint16(1), section(5, ...properties), field('a/b'), 0x00),
  );
}
