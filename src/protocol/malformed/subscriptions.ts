/** SUBSCRIBE and UNSUBSCRIBE (sections 3.8 and 3.10), and Topic Filters (sections 4.7 and 4.8.2). */
import type { Clause } from '../clause.ts';
import { PacketType, type ProtocolVersion } from '../constants.ts';
import { field, frame, type Part, section, uint16 } from './bytes.ts';
import { fromClient, type Malformation } from './malformation.ts';

type Clauses = Readonly<Partial<Record<ProtocolVersion, Clause>>>;

const CUT_SHORT = { 4: '311:§2.2.3', 5: '5:§2.1.4' } as const;
const ID_ZERO = { 4: '311:2.3.1-1', 5: '5:2.2.1-3' } as const;
const RESERVED_OPTIONS = { 4: '311:3.8.3-4', 5: '5:3.8.3-5' } as const;
const HASH = { 4: '311:4.7.1-2', 5: '5:4.7.1-1' } as const;
const PLUS = { 4: '311:4.7.1-3', 5: '5:4.7.1-2' } as const;

export const SUBSCRIPTIONS: readonly Malformation[] = [
  subscribe('id-0', 'Packet Identifier 0', ID_ZERO, (version) => body(version, 0, field('a/b'), 0x00)),
  subscribe('empty', 'no Topic Filter', { 4: '311:3.8.3-3', 5: '5:3.8.3-2' }, (version) => body(version, 1)),
  subscribe('options-missing', 'no options behind the filter', CUT_SHORT, (version) =>
    body(version, 1, field('a/b')),
  ),
  subscribe('filter-beyond-end', 'a filter longer than the packet', CUT_SHORT, (version) =>
    body(version, 1, uint16(99), 0x61, 0x00),
  ),
  subscribe('reserved-option-6', 'reserved option bit 6', RESERVED_OPTIONS, (version) =>
    option(version, 0x40),
  ),
  subscribe('reserved-option-7', 'reserved option bit 7', RESERVED_OPTIONS, (version) =>
    option(version, 0x80),
  ),
  subscribe('reserved-option-2', 'option bit 2, which 3.1.1 reserves', { 4: '311:3.8.3-4' }, (version) =>
    option(version, 0x04),
  ),
  subscribe('qos-3', 'requested QoS 3', { 4: '311:3.8.3-4', 5: '5:U-3.8.3.1-1' }, (version) =>
    option(version, 0x03),
  ),
  subscribe('retain-handling-3', 'Retain Handling 3', { 5: '5:U-3.8.3.1-2' }, (version) =>
    option(version, 0x30),
  ),
  subscribe('no-local-shared', 'No Local on a Shared Subscription', { 5: '5:3.8.3-4' }, (version) =>
    body(version, 1, field('$share/group/a/b'), 0x04),
  ),
  unsubscribe('id-0', 'Packet Identifier 0', ID_ZERO, (version) => body(version, 0, field('a/b'))),
  unsubscribe('empty', 'no Topic Filter', { 4: '311:3.10.3-2', 5: '5:3.10.3-2' }, (version) =>
    body(version, 1),
  ),
  unsubscribe('filter-beyond-end', 'a filter longer than the packet', CUT_SHORT, (version) =>
    body(version, 1, uint16(99), 0x61),
  ),
  filter('hash-within', 'a/#/b', HASH),
  filter('hash-behind-text', 'a/b#', HASH),
  filter('plus-behind-text', 'a/b+', PLUS),
  filter('plus-before-text', '+a/b', PLUS),
  filter('empty', '', { 4: '311:4.7.3-1', 5: '5:4.7.3-1' }),
  filter('share-name-empty', '$share//a', { 5: '5:4.8.2-1' }),
  filter('share-name-wildcard', '$share/g+/a', { 5: '5:4.8.2-2' }),
  filter('share-without-filter', '$share/group', { 5: '5:4.8.2-2' }),
  filter('share-filter-empty', '$share/group/', { 5: '5:4.8.2-2' }),
];

type Body = (version: ProtocolVersion) => readonly Part[];

function subscribe(name: string, summary: string, clauses: Clauses, parts: Body): Malformation {
  return fromClient({
    id: `subscribe-${name}`,
    summary,
    packetType: PacketType.subscribe,
    clauses,
    build: (version) => frame(0x82, ...parts(version)),
  });
}

function unsubscribe(name: string, summary: string, clauses: Clauses, parts: Body): Malformation {
  return fromClient({
    id: `unsubscribe-${name}`,
    summary,
    packetType: PacketType.unsubscribe,
    clauses,
    build: (version) => frame(0xa2, ...parts(version)),
  });
}

/** A fit SUBSCRIBE around an unfit filter: the receiver may refuse the filter alone. */
function filter(name: string, text: string, clauses: Clauses): Malformation {
  const malformation = subscribe(`filter-${name}`, `the filter '${text}'`, clauses, (version) =>
    body(version, 1, field(text), 0x00),
  );
  return { ...malformation, shownBy: 'meaning' };
}

function body(version: ProtocolVersion, packetId: number, ...payload: readonly Part[]): readonly Part[] {
  return [uint16(packetId), section(version), ...payload];
}

function option(version: ProtocolVersion, options: number): readonly Part[] {
  return body(version, 1, field('a/b'), options);
}
