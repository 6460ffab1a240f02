/**
 * The stamp that a payload begins with, so that identity never depends on the broker.
 *
 *    0        2        6        10          14       16           20          24
 *    ├ check ─┼─ flow ─┼─ seq ──┼ sent µs ──┼─ lag ──┼─ run id ───┼─ checksum ┼─ filler …
 *    └────────── short stamp, 16 bytes ─────────────┘ └─ only in payloads of ≥ 24 bytes
 *
 * check: published QoS (2 bits) and a 14-bit check over run id and the other 14 bytes.
 * sent: low 32 bits of the send time in µs; wraps after 71 minutes, the receiver knows the rest.
 * lag: how late it was sent after its intended time, 12-bit mantissa and 4-bit exponent: 0.05 % of precision.
 * checksum: over the filler, mixed with the short stamp; an altered byte anywhere shows.
 *
 * A payload that must stay as it is has its long stamp in a User Property (5.0); its checksum is over the whole payload.
 */
import { crc32 } from 'node:zlib';
import { mix32 } from '../base/random.ts';
import type { QoS } from '../protocol/constants.ts';

export const SHORT_STAMP_BYTES = 16;
export const LONG_STAMP_BYTES = 24;

/** Name of the User Property that carries the stamp of a payload that must stay as it is (5.0). */
export const STAMP_PROPERTY = 'mqtt-bench';

/** A long stamp as the value of {@link STAMP_PROPERTY}: base64url, 32 characters. */
export function stampText(stamp: Buffer): string {
  return stamp.toString('base64url', 0, LONG_STAMP_BYTES);
}

/** The stamp in a value of {@link STAMP_PROPERTY}; undefined where it is none. */
export function stampFromText(text: string): Buffer | undefined {
  if (!/^[\w-]{32}$/u.test(text)) return undefined;
  return Buffer.from(text, 'base64url');
}

export interface Stamp {
  qos: QoS;
  flow: number;
  seq: number;
  /** Absolute send time on the host's monotonic clock, µs. */
  sentUs: number;
  /** Send time minus intended time, µs. */
  lagUs: number;
}

/**
 * What a received payload turned out to be.
 * `foreign`: a valid stamp of another run. `damaged`: ours, altered on the way.
 * `unclear`: no valid stamp and too short to tell an altered message from somebody else's.
 * `unstamped`: long enough to tell, and never one of ours.
 */
export type StampReading = 'ours' | 'foreign' | 'damaged' | 'unclear' | 'unstamped';

const TWO_32 = 0x1_0000_0000;

/** Writes and reads the stamps of one run. One per thread; holds the last reading instead of allocating one. */
export class StampCodec {
  readonly #runId: number;
  readonly #runKey: number;
  /** The fields of the last payload that {@link StampCodec.read} found to be ours. */
  readonly last: Stamp = { qos: 0, flow: 0, seq: 0, sentUs: 0, lagUs: 0 };

  constructor(runId: number) {
    this.#runId = runId >>> 0;
    this.#runKey = mix32(this.#runId ^ 0x6d71_7474);
  }

  /**
   * Stamps `length` payload bytes at `at`, whose filler is in place already.
   * `fillerSum` is {@link fillerChecksum} of that filler, computed once for each template.
   */
  write(bytes: Buffer, at: number, length: number, stamp: Readonly<Stamp>, fillerSum: number): void {
    const sent = Math.floor(stamp.sentUs) % TWO_32;
    bytes.writeUInt32BE(stamp.flow, at + 2);
    bytes.writeUInt32BE(stamp.seq, at + 6);
    bytes.writeUInt32BE(sent, at + 10);
    const lag = packLag(stamp.lagUs);
    bytes.writeUInt16BE(lag, at + 14);
    const sum = this.#mix(stamp.flow, stamp.seq, sent, lag ^ (stamp.qos << 16));
    bytes.writeUInt16BE((stamp.qos << 14) | (sum & 0x3fff), at);
    if (length < LONG_STAMP_BYTES) return;
    bytes.writeUInt32BE(this.#runId, at + 16);
    bytes.writeUInt32BE((sum ^ fillerSum) >>> 0, at + 20);
  }

  /** Reads the payload at `start … end`; on `ours` the fields stand in {@link StampCodec.last}. */
  read(bytes: Buffer, start: number, end: number, nowUs: number): StampReading {
    const length = end - start;
    if (length < SHORT_STAMP_BYTES) return 'unclear';
    const fillerSum = length < LONG_STAMP_BYTES ? undefined : fillerChecksum(bytes, start, end);
    return this.#readAt(bytes, start, fillerSum, nowUs);
  }

  /** Reads a long stamp that came beside its payload; `contentSum` is the {@link contentChecksum} of what came. */
  readDetached(stamp: Buffer, contentSum: number, nowUs: number): StampReading {
    return this.#readAt(stamp, 0, contentSum, nowUs);
  }

  /** Reads the stamp at `start`; a short one where there is no `fillerSum`. */
  #readAt(bytes: Buffer, start: number, fillerSum: number | undefined, nowUs: number): StampReading {
    const head = bytes.readUInt16BE(start);
    const flow = bytes.readUInt32BE(start + 2);
    const seq = bytes.readUInt32BE(start + 6);
    const sent = bytes.readUInt32BE(start + 10);
    const lag = bytes.readUInt16BE(start + 14);
    const qos = head >>> 14;
    const sum = this.#mix(flow, seq, sent, lag ^ (qos << 16));
    const shortValid = (sum & 0x3fff) === (head & 0x3fff) && qos < 3;
    if (fillerSum === undefined) {
      if (!shortValid) return 'unclear';
    } else {
      const runId = bytes.readUInt32BE(start + 16);
      const sumValid = bytes.readUInt32BE(start + 20) === (sum ^ fillerSum) >>> 0;
      if (!shortValid || !sumValid || runId !== this.#runId)
        return this.#judgeLong(bytes, start, fillerSum, shortValid);
    }
    const last = this.last;
    last.qos = qos as QoS;
    last.flow = flow;
    last.seq = seq;
    last.sentUs = unwrap(sent, nowUs);
    last.lagUs = unpackLag(lag);
    return 'ours';
  }

  /** A long stamp that is not plainly ours: whose is it? */
  #judgeLong(bytes: Buffer, start: number, fillerSum: number, shortValid: boolean): StampReading {
    const runId = bytes.readUInt32BE(start + 16);
    if (runId === this.#runId || shortValid) return 'damaged';
    return new StampCodec(runId).#readAt(bytes, start, fillerSum, 0) === 'ours' ? 'foreign' : 'unstamped';
  }

  #mix(flow: number, seq: number, sent: number, rest: number): number {
    return mix32(mix32(mix32(mix32(this.#runKey ^ flow) ^ seq) ^ sent) ^ rest);
  }
}

/** Checksum of what follows the long stamp in a payload at `start … end`; 0 where nothing follows. */
export function fillerChecksum(bytes: Buffer, start: number, end: number): number {
  if (end - start <= LONG_STAMP_BYTES) return 0;
  return crc32(bytes.subarray(start + LONG_STAMP_BYTES, end));
}

/** Checksum of a whole payload whose stamp stands beside it. */
export function contentChecksum(bytes: Buffer, start: number, end: number): number {
  return start === end ? 0 : crc32(bytes.subarray(start, end));
}

function packLag(lagUs: number): number {
  let mantissa = Math.max(0, Math.round(lagUs));
  let exponent = 0;
  while (mantissa > 0xfff) {
    mantissa = Math.round(mantissa / 2);
    exponent += 1;
    if (exponent === 15) return (15 << 12) | Math.min(mantissa, 0xfff);
  }
  return (exponent << 12) | mantissa;
}

function unpackLag(packed: number): number {
  return (packed & 0xfff) * 2 ** (packed >>> 12);
}

/** The latest time not after `nowUs` whose low 32 bits are `low`. Clocks of one host: a message is never from the future. */
function unwrap(low: number, nowUs: number): number {
  const now = Math.floor(nowUs);
  const behind = ((((now % TWO_32) - low) % TWO_32) + TWO_32) % TWO_32;
  return now - behind;
}
