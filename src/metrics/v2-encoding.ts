/**
 * HdrHistogram's V2 compressed encoding, to and from sparse counts.
 *
 *   base64( cookie, length, deflate( cookie, payload length, index offset, digits, lowest, highest, ratio, payload ) )
 *   payload: ZigZag LEB128 words in index order; a positive one is a count, a negative one that many empty places.
 *
 * hdr-histogram-js reads and writes it too, but takes over a millisecond for each histogram, trusts what it reads, and writes
 * an index offset of 1 that viewers on other platforms obey. One histogram a second and thread has to be merged here.
 */
import { deflateSync, inflateSync } from 'node:zlib';
import { BenchError } from '../base/errors.ts';
import { INDEX_COUNT, SIGNIFICANT_DIGITS, VALUE_MAX_US } from './buckets.ts';

/** How often each place (see {@link ./buckets.ts}) was hit; places never hit are absent. */
export type SparseCounts = Map<number, number>;

const COMPRESSED_COOKIE = 0x1c849314;
const COOKIE = 0x1c849313;
const HEADER_BYTES = 40;
/** A full histogram of this range, with large counts, needs less. */
const ENCODED_CHARS_MAX = 1_000_000;
const INFLATED_BYTES_MAX = 1_000_000;
const COUNT_MAX = 2 ** 51;

/** Throws {@link BenchError} `histogram-encoding` for anything that is not such a histogram of whole µs, 3 digits. */
export function decodeV2(encoded: string): SparseCounts {
  if (encoded.length > ENCODED_CHARS_MAX) throw encodingError('it is too long');
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length < 8 || bytes.readInt32BE(0) !== COMPRESSED_COOKIE)
    throw encodingError('its header is not V2');
  return decodePayload(payloadOf(inflate(bytes.subarray(8))));
}

export function encodeV2(counts: Readonly<SparseCounts>): string {
  const payload = encodePayload(counts);
  const inner = Buffer.alloc(HEADER_BYTES + payload.length);
  inner.writeInt32BE(COOKIE, 0);
  inner.writeInt32BE(payload.length, 4);
  inner.writeInt32BE(0, 8);
  inner.writeInt32BE(SIGNIFICANT_DIGITS, 12);
  inner.writeBigInt64BE(1n, 16);
  inner.writeBigInt64BE(BigInt(VALUE_MAX_US), 24);
  inner.writeDoubleBE(1, 32);
  inner.set(payload, HEADER_BYTES);
  const compressed = deflateSync(inner);
  const header = Buffer.alloc(8);
  header.writeInt32BE(COMPRESSED_COOKIE, 0);
  header.writeInt32BE(compressed.length, 4);
  return Buffer.concat([header, compressed]).toString('base64');
}

function payloadOf(inner: Buffer): Buffer {
  if (inner.length < HEADER_BYTES || inner.readInt32BE(0) !== COOKIE)
    throw encodingError('its inner header is not V2');
  if (inner.readInt32BE(12) !== SIGNIFICANT_DIGITS || inner.readBigInt64BE(16) !== 1n) {
    throw encodingError(`it does not have ${SIGNIFICANT_DIGITS} significant digits of whole microseconds`);
  }
  const length = inner.readInt32BE(4);
  if (length < 0 || length > inner.length - HEADER_BYTES) throw encodingError('it ends too early');
  return inner.subarray(HEADER_BYTES, HEADER_BYTES + length);
}

function decodePayload(payload: Buffer): SparseCounts {
  const counts: SparseCounts = new Map();
  let index = 0;
  let position = 0;
  while (position < payload.length) {
    const [word, next] = readVarint(payload, position);
    position = next;
    const isEmptyRun = word % 2 === 1;
    if (!isEmptyRun && word > 0) counts.set(index, word / 2);
    index += isEmptyRun ? (word + 1) / 2 : 1;
    if (index > INDEX_COUNT) throw encodingError('it holds values beyond a day');
  }
  return counts;
}

function readVarint(bytes: Buffer, start: number): [word: number, next: number] {
  let word = 0;
  let scale = 1;
  for (let position = start; position < bytes.length && scale <= COUNT_MAX; position += 1) {
    const byte = bytes[position] as number;
    word += (byte & 0x7f) * scale;
    if (byte < 0x80 && word <= 2 * COUNT_MAX) return [word, position + 1];
    scale *= 0x80;
  }
  throw encodingError('its counts cannot be read');
}

function encodePayload(counts: Readonly<SparseCounts>): number[] {
  const bytes: number[] = [];
  let next = 0;
  for (const [index, count] of [...counts].sort(([a], [b]) => a - b)) {
    const gap = index - next;
    // A run of one is a count of 0; longer ones are negative words, odd in ZigZag.
    if (gap === 1) bytes.push(0);
    else if (gap > 1) pushVarint(bytes, gap * 2 - 1);
    pushVarint(bytes, count * 2);
    next = index + 1;
  }
  return bytes;
}

function pushVarint(bytes: number[], word: number): void {
  let rest = word;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

function inflate(bytes: Buffer): Buffer {
  try {
    return inflateSync(bytes, { maxOutputLength: INFLATED_BYTES_MAX });
  } catch (cause) {
    throw encodingError('it cannot be inflated', cause);
  }
}

function encodingError(detail: string, cause?: unknown): BenchError {
  return new BenchError('usage', 'histogram-encoding', `not an HdrHistogram in V2 encoding: ${detail}`, {
    hint: 'Histograms are written by mqtt-bench itself; the file may be damaged.',
    cause,
  });
}
