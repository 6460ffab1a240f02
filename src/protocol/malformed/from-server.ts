/** What a server must not send: for proxies that break a broker on purpose, and for the judgement of clients. */
import type { Clause } from '../clause.ts';
import { packetName, PacketType, type ProtocolVersion } from '../constants.ts';
import { connect, field, frame, joined, publish, section, uint16 } from './bytes.ts';
import { fromServer, type Malformation } from './malformation.ts';

type Clauses = Readonly<Partial<Record<ProtocolVersion, Clause>>>;

const CUT_SHORT = { 4: '311:§2.2.3', 5: '5:§2.1.4' } as const;
const RESPONSE_ID_ZERO = { 4: '311:2.3.1-7', 5: '5:2.2.1-6' } as const;

export const FROM_SERVER: readonly Malformation[] = [
  bad(PacketType.connect, 'from-server', { 4: '311:§2.2.1', 5: '5:§2.1.2' }, (version) => connect(version)),
  bad(PacketType.pingreq, 'from-server', { 4: '311:§2.2.1', 5: '5:§2.1.2' }, () => frame(0xc0)),
  bad(PacketType.disconnect, 'from-server', { 4: '311:§2.2.1' }, () => frame(0xe0)),
  bad(PacketType.connack, 'reserved-flags', { 4: '311:U-3.2.2.1-1', 5: '5:3.2.2-1' }, (version) =>
    frame(0x20, 0x08, 0x00, section(version)),
  ),
  bad(PacketType.connack, 'session-present-on-refusal', { 4: '311:3.2.2-4', 5: '5:3.2.2-6' }, (version) =>
    frame(0x20, 0x01, version === 5 ? 0x87 : 0x05, section(version)),
  ),
  bad(PacketType.connack, 'reason-code', { 4: '311:§3.2.2.3', 5: '5:3.2.2-8' }, (version) =>
    frame(0x20, 0x00, 0x7f, section(version)),
  ),
  bad(PacketType.connack, 'maximum-qos-2', { 5: '5:§3.2.2.3.4' }, () =>
    frame(0x20, 0, 0, section(5, 0x24, 2)),
  ),
  bad(PacketType.connack, 'receive-maximum-0', { 5: '5:§3.2.2.3.3' }, () =>
    frame(0x20, 0, 0, section(5, 0x21, uint16(0))),
  ),
  bad(PacketType.connack, 'retain-available-2', { 5: '5:§3.2.2.3.5' }, () =>
    frame(0x20, 0, 0, section(5, 0x25, 2)),
  ),
  bad(PacketType.connack, 'property-of-connect', { 5: '5:U-2.2.2.2-1' }, () =>
    frame(0x20, 0, 0, section(5, 0x17, 1)),
  ),
  bad(PacketType.connack, 'authentication-data-alone', { 5: '5:§4.12' }, () =>
    frame(0x20, 0, 0, section(5, 0x16, field('d'))),
  ),
  bad(PacketType.connack, 'cut-short', CUT_SHORT, () => frame(0x20, 0x00)),
  bad(PacketType.publish, 'id-0-from-server', { 4: '311:2.3.1-1', 5: '5:2.2.1-4' }, (version) =>
    frame(0x32, field('a/b'), uint16(0), section(version), 0x78),
  ),
  bad(PacketType.publish, 'subscription-identifier-0', { 5: '5:§3.3.2.3.8' }, () =>
    frame(0x30, field('a/b'), section(5, 0x0b, 0), 0x78),
  ),
  bad(PacketType.publish, 'qos-3-from-server', { 4: '311:3.3.1-4', 5: '5:3.3.1-4' }, (version) =>
    frame(0x36, field('a/b'), uint16(1), section(version), 0x78),
  ),
  bad(PacketType.publish, 'dup-qos-0-from-server', { 4: '311:3.3.1-2', 5: '5:3.3.1-2' }, (version) =>
    frame(0x38, field('a/b'), section(version), 0x78),
  ),
  bad(PacketType.publish, 'topic-wildcard-from-server', { 4: '311:3.3.2-2', 5: '5:3.3.2-2' }, (version) =>
    publish(version, 'a/+'),
  ),
  bad(PacketType.publish, 'topic-ill-formed-from-server', { 4: '311:1.5.3-1', 5: '5:1.5.4-1' }, (version) =>
    publish(version, [0x61, 0xc0, 0xaf]),
  ),
  bad(PacketType.publish, 'topic-nul-from-server', { 4: '311:1.5.3-2', 5: '5:1.5.4-2' }, (version) =>
    publish(version, [0x61, 0x00, 0x62]),
  ),
  bad(PacketType.publish, 'topic-alias-0-from-server', { 5: '5:3.3.2-8' }, () =>
    publish(5, 'a/b', 0x23, uint16(0)),
  ),
  bad(PacketType.publish, 'response-topic-wildcard-from-server', { 5: '5:3.3.2-14' }, () =>
    publish(5, 'a/b', 0x08, field('a/#')),
  ),
  bad(PacketType.publish, 'length-not-shortest-from-server', { 5: '5:1.5.5-1' }, () =>
    joined([0x30, [0x87, 0x00], field('a/b'), section(5), 0x78]),
  ),
  bad(PacketType.puback, 'reason-code-from-server', { 5: '5:3.4.2-1' }, () => frame(0x40, uint16(1), 0x7f)),
  bad(PacketType.pubrec, 'reason-code-from-server', { 5: '5:3.5.2-1' }, () => frame(0x50, uint16(1), 0x7f)),
  bad(PacketType.pubrel, 'reason-code-from-server', { 5: '5:3.6.2-1' }, () => frame(0x62, uint16(1), 0x7f)),
  bad(PacketType.pubcomp, 'reason-code-from-server', { 5: '5:3.7.2-1' }, () => frame(0x70, uint16(1), 0x7f)),
  bad(PacketType.pubrel, 'wrong-flags-from-server', { 4: '311:3.6.1-1', 5: '5:3.6.1-1' }, () =>
    frame(0x60, uint16(1)),
  ),
  bad(PacketType.pingresp, 'wrong-flags-from-server', { 4: '311:2.2.2-1', 5: '5:2.1.3-1' }, () =>
    frame(0xd1),
  ),
  bad(PacketType.suback, 'id-0', RESPONSE_ID_ZERO, (version) =>
    frame(0x90, uint16(0), section(version), 0x00),
  ),
  bad(PacketType.suback, 'empty', { 4: '311:3.8.4-5', 5: '5:3.8.4-6' }, (version) =>
    frame(0x90, uint16(1), section(version)),
  ),
  bad(PacketType.suback, 'reason-code', { 4: '311:3.9.3-2', 5: '5:3.9.3-2' }, (version) =>
    frame(0x90, uint16(1), section(version), 0x03),
  ),
  bad(PacketType.unsuback, 'id-0', RESPONSE_ID_ZERO, (version) =>
    version === 5 ? frame(0xb0, uint16(0), section(5), 0x00) : frame(0xb0, uint16(0)),
  ),
  bad(PacketType.unsuback, 'empty', { 5: '5:3.11.3-2' }, () => frame(0xb0, uint16(1), section(5))),
  bad(PacketType.unsuback, 'reason-code', { 5: '5:3.11.3-2' }, () =>
    frame(0xb0, uint16(1), section(5), 0x01),
  ),
  bad(PacketType.unsuback, 'too-long', { 4: '311:§2.2.3' }, () => frame(0xb0, uint16(1), 0x00)),
  bad(PacketType.disconnect, 'reason-code-of-client', { 5: '5:3.14.2-1' }, () => frame(0xe0, 0x04)),
  bad(PacketType.disconnect, 'session-expiry-from-server', { 5: '5:3.14.2-2' }, () =>
    frame(0xe0, 0x00, section(5, 0x11, [0, 0, 0, 1])),
  ),
  bad(PacketType.auth, 'reason-code-of-client', { 5: '5:3.15.2-1' }, () =>
    frame(0xf0, 0x19, section(5, 0x15, field('m'))),
  ),
];

function bad(
  packetType: PacketType,
  name: string,
  clauses: Clauses,
  build: (version: ProtocolVersion) => Uint8Array,
): Malformation {
  const packet = packetName(packetType).toLowerCase();
  return fromServer({
    id: `${packet}-${name}`,
    summary: name.replaceAll('-', ' '),
    packetType,
    clauses,
    build,
  });
}
