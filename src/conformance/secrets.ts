/** A witness may be published: in place of passwords and authentication data it has as many asterisks. */
import { PacketType } from '../protocol/constants.ts';
import type { Packet } from '../protocol/packets.ts';

const ASTERISK = 0x2a;

/** The packet itself where there is nothing to hide in it. */
export function masked(packet: Packet): Packet {
  if (packet.type !== PacketType.connect && packet.type !== PacketType.auth) return packet;
  const { properties } = packet;
  const data = properties?.authenticationData;
  const open =
    data === undefined
      ? packet
      : { ...packet, properties: { ...properties, authenticationData: asterisks(data) } };
  if (open.type !== PacketType.connect || open.password === undefined) return open;
  return { ...open, password: asterisks(open.password) };
}

/** The same for bytes that may be no packet: wherever one of `secrets` stands behind its length. */
export function withoutSecrets(bytes: Uint8Array, secrets: readonly Uint8Array[]): Uint8Array {
  const shown = Buffer.from(bytes);
  for (const secret of secrets) {
    if (secret.length === 0) continue;
    const field = Buffer.concat([Uint8Array.of(secret.length >> 8, secret.length & 0xff), secret]);
    for (let at = shown.indexOf(field); at !== -1; at = shown.indexOf(field, at + field.length))
      shown.fill(ASTERISK, at + 2, at + field.length);
  }
  return shown;
}

function asterisks({ length }: Uint8Array): Uint8Array {
  return new Uint8Array(length).fill(ASTERISK);
}
