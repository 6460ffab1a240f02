/**
 * A growing scratch buffer for one packet at a time. The body is written first, behind room for the longest fixed header;
 * then its length is known, and the header goes right before it.
 *
 *   | room, 5 bytes | body …            |
 *       ^ header ends where the body starts
 */
import { assert } from '../../base/assert.ts';
import { REMAINING_LENGTH_MAX } from '../constants.ts';
import { isWellFormed } from '../utf8.ts';
import { varintSize, writeVarint } from '../varint.ts';

const HEADER_SIZE_MAX = 5;
const CAPACITY_MIN = 4096;
/** More than this is given back after the packet. */
const CAPACITY_KEPT_MAX = 65_536;
const FIELD_SIZE_MAX = 65_535;

export class PacketWriter {
  #bytes: Buffer = Buffer.allocUnsafeSlow(CAPACITY_MIN);
  #position = HEADER_SIZE_MAX;

  /** Forgets what a packet that failed left behind. */
  reset(): void {
    this.#position = HEADER_SIZE_MAX;
  }

  u8(value: number): void {
    assert(Number.isInteger(value) && value >= 0 && value <= 0xff, `${value} does not fit a byte`);
    this.#reserve(1);
    this.#bytes[this.#position] = value;
    this.#position += 1;
  }

  u16(value: number): void {
    assert(Number.isInteger(value) && value >= 0 && value <= 0xffff, `${value} does not fit two bytes`);
    this.#reserve(2);
    this.#position = this.#bytes.writeUInt16BE(value, this.#position);
  }

  u32(value: number): void {
    assert(Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff, `${value} does not fit four bytes`);
    this.#reserve(4);
    this.#position = this.#bytes.writeUInt32BE(value, this.#position);
  }

  varint(value: number): void {
    assert(Number.isInteger(value), `${value} is not whole`);
    this.#reserve(4);
    this.#position = writeVarint(this.#bytes, this.#position, value);
  }

  /** A UTF-8 Encoded String of at most 65,535 bytes. */
  text(value: string): void {
    assert(value.length <= FIELD_SIZE_MAX, `a string of ${value.length} characters does not fit`);
    this.#reserve(2 + value.length * 3);
    const size = this.#bytes.write(value, this.#position + 2, 'utf8');
    assert(size <= FIELD_SIZE_MAX, `a string of ${size} bytes does not fit`);
    assert(size === value.length || isWellFormed(value), 'a lone surrogate has no UTF-8 form');
    this.#bytes.writeUInt16BE(size, this.#position);
    this.#position += 2 + size;
  }

  /** Binary Data: a length of two bytes, then the bytes. */
  binary(value: Uint8Array): void {
    this.u16(value.length);
    this.raw(value);
  }

  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#position);
    this.#position += value.length;
  }

  /** Writes what `write` writes with its length as a Variable Byte Integer before it. */
  measured(write: () => void): void {
    const lengthAt = this.#position;
    this.u8(0);
    const start = this.#position;
    write();
    const length = this.#position - start;
    const extra = varintSize(length) - 1;
    if (extra > 0) {
      this.#reserve(extra);
      this.#bytes.copyWithin(start + extra, start, this.#position);
      this.#position += extra;
    }
    writeVarint(this.#bytes, lengthAt, length);
  }

  /** The whole packet, in memory that is not this buffer's; the writer is ready for the next. */
  finish(firstByte: number): Buffer {
    const remainingLength = this.#position - HEADER_SIZE_MAX;
    assert(remainingLength <= REMAINING_LENGTH_MAX, `a packet of ${remainingLength} bytes cannot be sent`);
    const start = HEADER_SIZE_MAX - 1 - varintSize(remainingLength);
    this.#bytes[start] = firstByte;
    writeVarint(this.#bytes, start + 1, remainingLength);
    const packet = Buffer.allocUnsafe(this.#position - start);
    this.#bytes.copy(packet, 0, start, this.#position);
    this.reset();
    if (this.#bytes.length > CAPACITY_KEPT_MAX) this.#bytes = Buffer.allocUnsafeSlow(CAPACITY_MIN);
    return packet;
  }

  #reserve(size: number): void {
    const needed = this.#position + size;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#position);
    this.#bytes = grown;
  }
}
