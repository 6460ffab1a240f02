/** UTF-8 Encoded Strings: what `5:1.5.4-1`, `5:1.5.4-2` (`311:1.5.3-1`, `311:1.5.3-2`) allow, judged on the bytes. */

/** What {@link textTraits} found, as bits. */
export const TextTrait = {
  /** A byte of 0x80 or above. */
  nonAscii: 1,
  /** `+` or `#`. */
  wildcard: 2,
  /** U+0000. */
  nul: 4,
  /** Overlong, surrogate, above U+10FFFF, stray or cut off. */
  illFormed: 8,
} as const;

/** Scans `start … end-1` once, without allocating. Behind the first ill-formed sequence nothing is looked at. */
export function textTraits(bytes: Uint8Array, start: number, end: number): number {
  let traits = 0;
  let position = start;
  while (position < end) {
    const byte = bytes[position] as number;
    if (byte < 0x80) {
      if (byte === 0) traits |= TextTrait.nul;
      else if (byte === 0x23 || byte === 0x2b) traits |= TextTrait.wildcard;
      position += 1;
      continue;
    }
    const length = sequenceLength(bytes, position, end);
    if (length === 0) return traits | TextTrait.illFormed;
    traits |= TextTrait.nonAscii;
    position += length;
  }
  return traits;
}

/** The length of the multi-byte sequence at `at`, or 0 if RFC 3629 table 3-7 does not have it. */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (at + length > end) return 0;
  const second = bytes[at + 1] as number;
  if (second < lowestSecond(lead) || second > highestSecond(lead)) return 0;
  for (let i = at + 2; i < at + length; i += 1) {
    if (((bytes[i] as number) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

/** Rules out overlong forms. */
function lowestSecond(lead: number): number {
  if (lead === 0xe0) return 0xa0;
  return lead === 0xf0 ? 0x90 : 0x80;
}

/** Rules out surrogates and what lies above U+10FFFF. */
function highestSecond(lead: number): number {
  if (lead === 0xed) return 0x9f;
  return lead === 0xf4 ? 0x8f : 0xbf;
}

/**
 * The text of `start … end-1`, whose traits were found fit. U+FEFF is kept (`5:1.5.4-3`, `311:1.5.3-3`):
 * that is why this is not a TextDecoder.
 */
export function decodeText(bytes: Buffer, start: number, end: number, traits: number): string {
  return bytes.toString((traits & TextTrait.nonAscii) === 0 ? 'latin1' : 'utf8', start, end);
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether UTF-8 can carry the text as it is: without lone surrogates. */
export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

/** The same memory as a Buffer, whose text functions are the quick ones. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A copy of `start … end-1` in memory of its own, never in a shared pool. */
export function copyBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const copy = new Uint8Array(end - start);
  copy.set(bytes.subarray(start, end));
  return copy;
}
