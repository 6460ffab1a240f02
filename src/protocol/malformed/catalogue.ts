/** All deliberate malformations. */
import { REMAINING_LENGTH_MAX, type ProtocolVersion, type Side } from '../constants.ts';
import { CONNECT } from './connect.ts';
import { field, joined, section, varint } from './bytes.ts';
import { FIXED_HEADER } from './fixed-header.ts';
import { FROM_SERVER } from './from-server.ts';
import type { Malformation } from './malformation.ts';
import { ENDINGS, PROPERTIES } from './properties.ts';
import { ACKNOWLEDGEMENTS, PUBLISH } from './publish.ts';
import { SUBSCRIPTIONS } from './subscriptions.ts';
import { TEXT } from './text.ts';

export type { Malformation } from './malformation.ts';

export const MALFORMATIONS: readonly Malformation[] = [
  ...FIXED_HEADER,
  ...TEXT,
  ...CONNECT,
  ...PUBLISH,
  ...ACKNOWLEDGEMENTS,
  ...SUBSCRIPTIONS,
  ...PROPERTIES,
  ...ENDINGS,
  ...FROM_SERVER,
];

const BY_ID: ReadonlyMap<string, Malformation> = new Map(MALFORMATIONS.map((entry) => [entry.id, entry]));

export function malformation(id: string): Malformation | undefined {
  return BY_ID.get(id);
}

/** Those that break a rule of the version, from that side. */
export function malformationsOf(version: ProtocolVersion, sender: Side): Malformation[] {
  return MALFORMATIONS.filter((entry) => entry.sender === sender && entry.clauses[version] !== undefined);
}

/** The start of a PUBLISH that promises `remainingLength` bytes, the largest there is unless told, and never keeps it. */
export function oversizedPublish(
  version: ProtocolVersion,
  remainingLength = REMAINING_LENGTH_MAX,
): Uint8Array {
  return joined([0x30, varint(remainingLength), field('a/b'), section(version)]);
}

/** The first `size` bytes of a packet: a connection that ends there leaves the receiver with part of it. */
export function cutShort(packet: Uint8Array, size: number): Uint8Array {
  return packet.slice(0, size);
}
