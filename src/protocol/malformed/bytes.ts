/** Bytes by hand, apart from the encoder, which would refuse some of this. */
import type { ProtocolVersion } from '../constants.ts';
import { writeVarint } from '../varint.ts';

/** A byte, or several. */
export type Part = number | readonly number[] | Uint8Array;

export function joined(parts: readonly Part[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part])));
}

/** A packet with the right Remaining Length. */
export function frame(firstByte: number, ...parts: readonly Part[]): Uint8Array {
  const body = joined(parts);
  return joined([firstByte, varint(body.length), body]);
}

export function varint(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  return bytes.subarray(0, writeVarint(bytes, 0, value));
}

export function uint16(value: number): readonly number[] {
  return [value >> 8, value & 0xff];
}

/** A string field; bytes in place of a string may be anything. */
export function field(content: string | readonly number[]): Uint8Array {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return joined([uint16(bytes.length), [...bytes]]);
}

/** A property section in 5.0, nothing in 3.1.1. */
export function section(version: ProtocolVersion, ...properties: readonly Part[]): Uint8Array {
  if (version === 4) return new Uint8Array(0);
  const content = joined(properties);
  return joined([varint(content.length), content]);
}

export interface ConnectParts {
  readonly name?: string;
  readonly level?: number;
  /** Connect Flags; Clean Start alone unless told. */
  readonly flags?: number;
  readonly properties?: readonly Part[];
  /** All behind the variable header; a client id alone unless told. */
  readonly payload?: readonly Part[];
}

/** The client id of all malformed CONNECTs that have a fit one. */
export const CLIENT_ID = 'mqtt-bench-malformed';

export function connect(version: ProtocolVersion, parts: ConnectParts = {}): Uint8Array {
  const {
    name = 'MQTT',
    level = version,
    flags = 0x02,
    properties = [],
    payload = [field(CLIENT_ID)],
  } = parts;
  return frame(0x10, field(name), level, flags, uint16(60), section(version, ...properties), ...payload);
}

/** A QoS 0 PUBLISH with fit payload and the given topic. */
export function publish(
  version: ProtocolVersion,
  topic: string | readonly number[],
  ...properties: readonly Part[]
): Uint8Array {
  return frame(0x30, field(topic), section(version, ...properties), 0x78);
}
