/** PUBLISH (section 3.3) without its properties, and the acknowledgements (sections 3.4 to 3.7). */
import type { Clause } from '../clause.ts';
import { packetName, PacketType, type ProtocolVersion } from '../constants.ts';
import { field, frame, publish, section, uint16 } from './bytes.ts';
import { fromClient, type Malformation } from './malformation.ts';

type Clauses = Readonly<Partial<Record<ProtocolVersion, Clause>>>;

const CUT_SHORT = { 4: '311:§2.2.3', 5: '5:§2.1.4' } as const;
const ID_ZERO = { 4: '311:2.3.1-1', 5: '5:2.2.1-3' } as const;
const ACK_ID_ZERO = { 4: '311:2.3.1-6', 5: '5:2.2.1-5' } as const;
const WILDCARD = { 4: '311:3.3.2-2', 5: '5:3.3.2-2' } as const;

export const PUBLISH: readonly Malformation[] = [
  bad('qos-3', 'QoS 3', { 4: '311:3.3.1-4', 5: '5:3.3.1-4' }, (version) => withId(version, 0x36, 1)),
  bad('dup-qos-0', 'DUP at QoS 0', { 4: '311:3.3.1-2', 5: '5:3.3.1-2' }, (version) =>
    frame(0x38, field('a/b'), section(version), 0x78),
  ),
  bad('qos-1-id-0', 'Packet Identifier 0 at QoS 1', ID_ZERO, (version) => withId(version, 0x32, 0)),
  bad('qos-2-id-0', 'Packet Identifier 0 at QoS 2', ID_ZERO, (version) => withId(version, 0x34, 0)),
  bad('topic-plus', 'a + in the Topic Name', WILDCARD, (version) => publish(version, 'a/+')),
  bad('topic-hash', 'a # in the Topic Name', WILDCARD, (version) => publish(version, 'a/#')),
  bad('topic-plus-within', 'a + within a level of the Topic Name', WILDCARD, (version) =>
    publish(version, 'a+b'),
  ),
  bad('topic-empty', 'an empty Topic Name', { 4: '311:4.7.3-1', 5: '5:U-3.3.2.1-1' }, (version) =>
    publish(version, ''),
  ),
  bad('topic-beyond-end', 'a Topic Name longer than the packet', CUT_SHORT, () =>
    frame(0x30, uint16(500), 0x61),
  ),
  bad('topic-missing', 'no Topic Name at all', CUT_SHORT, () => frame(0x30)),
  bad('id-missing', 'no Packet Identifier at QoS 1', CUT_SHORT, () => frame(0x32, field('a/b'))),
];

export const ACKNOWLEDGEMENTS: readonly Malformation[] = [
  ...acknowledgement(PacketType.puback, 0x40, '5:3.4.2-1'),
  ...acknowledgement(PacketType.pubrec, 0x50, '5:3.5.2-1'),
  ...acknowledgement(PacketType.pubrel, 0x62, '5:3.6.2-1'),
  ...acknowledgement(PacketType.pubcomp, 0x70, '5:3.7.2-1'),
];

function bad(
  name: string,
  summary: string,
  clauses: Clauses,
  build: (version: ProtocolVersion) => Uint8Array,
): Malformation {
  return fromClient({ id: `publish-${name}`, summary, packetType: PacketType.publish, clauses, build });
}

function withId(version: ProtocolVersion, firstByte: number, packetId: number): Uint8Array {
  return frame(firstByte, field('a/b'), uint16(packetId), section(version), 0x78);
}

/** The rules are the same for all four. */
function acknowledgement(packetType: PacketType, firstByte: number, reasonClause: Clause): Malformation[] {
  const name = packetName(packetType).toLowerCase();
  return [
    fromClient({
      id: `${name}-id-0`,
      summary: 'Packet Identifier 0',
      packetType,
      clauses: ACK_ID_ZERO,
      build: () => frame(firstByte, uint16(0)),
    }),
    fromClient({
      id: `${name}-id-missing`,
      summary: 'no whole Packet Identifier',
      packetType,
      clauses: CUT_SHORT,
      build: () => frame(firstByte, 0x00),
    }),
    fromClient({
      id: `${name}-reason-code`,
      summary: 'Reason Code 0x7F',
      packetType,
      clauses: { 5: reasonClause },
      build: () => frame(firstByte, uint16(1), 0x7f),
    }),
    fromClient({
      id: `${name}-too-long`,
      summary: 'a byte behind the Packet Identifier, which 3.1.1 does not have',
      packetType,
      clauses: { 4: '311:§2.2.3' },
      build: () => frame(firstByte, uint16(1), 0x00),
    }),
  ];
}
