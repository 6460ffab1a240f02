/** Strings that are not UTF-8, or hold U+0000 (5.0 section 1.5.4, 3.1.1 section 1.5.3). */
import { PacketType, type ProtocolVersion } from '../constants.ts';
import { CLIENT_ID, connect, field, frame, publish, section, uint16 } from './bytes.ts';
import { fromClient, type Malformation } from './malformation.ts';

const ILL_FORMED = { 4: '311:1.5.3-1', 5: '5:1.5.4-1' } as const;
const NUL = { 4: '311:1.5.3-2', 5: '5:1.5.4-2' } as const;

/** `a` and an overlong `/`. */
const OVERLONG = [0x61, 0xc0, 0xaf];

interface Sequence {
  readonly id: string;
  readonly summary: string;
  readonly bytes: readonly number[];
}

const SEQUENCES: readonly Sequence[] = [
  { id: 'overlong', summary: 'an overlong form', bytes: OVERLONG },
  { id: 'overlong-nul', summary: 'U+0000 in two bytes', bytes: [0x61, 0xc0, 0x80] },
  { id: 'overlong-three', summary: 'an overlong form of three bytes', bytes: [0x61, 0xe0, 0x80, 0xaf] },
  { id: 'surrogate', summary: 'the surrogate U+D800', bytes: [0x61, 0xed, 0xa0, 0x80] },
  { id: 'surrogate-pair', summary: 'a pair of surrogates', bytes: [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80] },
  { id: 'cut-off', summary: 'a sequence that the string cuts off', bytes: [0x61, 0xe2, 0x82] },
  { id: 'stray', summary: 'a continuation byte alone', bytes: [0x61, 0x80] },
  { id: 'too-high', summary: 'a code point above U+10FFFF', bytes: [0xf4, 0x90, 0x80, 0x80] },
  { id: 'byte-ff', summary: 'the byte 0xFF', bytes: [0x61, 0xff] },
];

interface Place {
  readonly id: string;
  readonly summary: string;
  readonly packetType: PacketType;
  readonly fiveOnly?: boolean;
  build(version: ProtocolVersion, text: readonly number[]): Uint8Array;
}

const PLACES: readonly Place[] = [
  {
    id: 'connect-client-id',
    summary: 'the client id',
    packetType: PacketType.connect,
    build: (version, text) => connect(version, { payload: [field(text)] }),
  },
  {
    id: 'connect-will-topic',
    summary: 'the Will Topic',
    packetType: PacketType.connect,
    build: (version, text) =>
      connect(version, {
        flags: 0x06,
        payload: [field(CLIENT_ID), section(version), field(text), field('x')],
      }),
  },
  {
    id: 'connect-username',
    summary: 'the User Name',
    packetType: PacketType.connect,
    build: (version, text) => connect(version, { flags: 0x82, payload: [field(CLIENT_ID), field(text)] }),
  },
  {
    id: 'publish-topic',
    summary: 'the Topic Name',
    packetType: PacketType.publish,
    build: (version, text) => publish(version, text),
  },
  {
    id: 'publish-user-property',
    summary: 'a User Property',
    packetType: PacketType.publish,
    fiveOnly: true,
    build: (version, text) => publish(version, 'a/b', 0x26, field('name'), field(text)),
  },
  {
    id: 'publish-content-type',
    summary: 'the Content Type',
    packetType: PacketType.publish,
    fiveOnly: true,
    build: (version, text) => publish(version, 'a/b', 0x03, field(text)),
  },
  {
    id: 'publish-response-topic',
    summary: 'the Response Topic',
    packetType: PacketType.publish,
    fiveOnly: true,
    build: (version, text) => publish(version, 'a/b', 0x08, field(text)),
  },
  {
    id: 'subscribe-filter',
    summary: 'a Topic Filter',
    packetType: PacketType.subscribe,
    build: (version, text) => frame(0x82, uint16(1), section(version), field(text), 0x00),
  },
  {
    id: 'unsubscribe-filter',
    summary: 'a Topic Filter',
    packetType: PacketType.unsubscribe,
    build: (version, text) => frame(0xa2, uint16(1), section(version), field(text)),
  },
];

/** Every sequence in the Topic Name of a PUBLISH; an overlong form and U+0000 in every other place. */
export const TEXT: readonly Malformation[] = [
  ...PLACES.flatMap((place) => [
    malformedText(place, { id: 'ill-formed', summary: 'an overlong form', bytes: OVERLONG }, ILL_FORMED),
    malformedText(place, { id: 'nul', summary: 'U+0000', bytes: [0x61, 0x00, 0x62] }, NUL),
  ]),
  ...PLACES.filter((place) => place.id === 'publish-topic').flatMap((place) =>
    SEQUENCES.map((sequence) => malformedText(place, sequence, ILL_FORMED)),
  ),
];

function malformedText(
  place: Place,
  sequence: Sequence,
  clauses: typeof ILL_FORMED | typeof NUL,
): Malformation {
  return fromClient({
    id: `${place.id}-${sequence.id}`,
    summary: `${sequence.summary} in ${place.summary}`,
    packetType: place.packetType,
    clauses: place.fiveOnly === true ? { 5: clauses[5] } : clauses,
    build: (version) => place.build(version, sequence.bytes),
  });
}
