/** A packet that came in pieces. Grows with what came, not with what the length promises: a header alone costs nothing. */
const CAPACITY_MIN = 1024;
/** More than this is given back once the packet is complete. */
const CAPACITY_KEPT_MAX = 65_536;
const NO_BYTES = Buffer.alloc(0);

export class PartialPacket {
  #bytes: Buffer = NO_BYTES;
  #length = 0;
  /** Whole size of the packet in bytes, header included; 0 until the header is complete. */
  size = 0;

  get bytes(): Buffer {
    return this.#bytes;
  }

  get length(): number {
    return this.#length;
  }

  /** Bytes of memory it holds on to. */
  get capacity(): number {
    return this.#bytes.length;
  }

  append(source: Uint8Array, start: number, end: number): void {
    const length = this.#length + end - start;
    if (length > this.#bytes.length) this.#grow(length);
    this.#bytes.set(source.subarray(start, end), this.#length);
    this.#length = length;
  }

  clear(): void {
    this.#length = 0;
    this.size = 0;
    if (this.#bytes.length > CAPACITY_KEPT_MAX) this.#bytes = NO_BYTES;
  }

  /** Lets go of all memory. */
  release(): void {
    this.clear();
    this.#bytes = NO_BYTES;
  }

  #grow(length: number): void {
    const doubled = Math.max(length, this.#bytes.length * 2, CAPACITY_MIN);
    const capacity = this.size === 0 ? doubled : Math.max(length, Math.min(doubled, this.size));
    const grown = Buffer.allocUnsafeSlow(capacity);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
