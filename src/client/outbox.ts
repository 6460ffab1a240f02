const INITIAL_BYTES = 512;
const BATCH_MAX_BYTES = 256 * 1024;

/**
 * Bytes on their way out of one client, gathered so that what is due in one tick leaves in one write.
 * A flushed buffer belongs to the transport; the next one is allocated when it is needed, so an idle client holds none.
 */
export class Outbox {
  #buffer: Buffer | undefined;
  #used = 0;
  /** Acknowledgements in it that free a place in our Receive Maximum: the broker cannot have seen them. */
  releases = 0;

  get isEmpty(): boolean {
    return this.#used === 0;
  }

  get isFull(): boolean {
    return this.#used >= BATCH_MAX_BYTES;
  }

  /** The buffer with room for `bytes` more at {@link Outbox.reservedAt}. */
  reserve(bytes: number): Buffer {
    this.reservedAt = this.#used;
    const needed = this.#used + bytes;
    let buffer = this.#buffer;
    if (buffer === undefined || buffer.length < needed) {
      const grown = Buffer.allocUnsafe(
        buffer === undefined ? Math.max(bytes, Math.min(INITIAL_BYTES, bytes * 2)) : needed * 2,
      );
      buffer?.copy(grown, 0, 0, this.#used);
      this.#buffer = buffer = grown;
    }
    this.#used = needed;
    return buffer;
  }

  /** Where the last reservation begins. */
  reservedAt = 0;

  append(bytes: Uint8Array): void {
    const buffer = this.reserve(bytes.length);
    buffer.set(bytes, this.reservedAt);
  }

  /** A four-byte acknowledgement: type and flags, length 2, Packet Identifier. */
  appendAck(firstByte: number, packetId: number): void {
    const buffer = this.reserve(4);
    const at = this.reservedAt;
    buffer[at] = firstByte;
    buffer[at + 1] = 2;
    buffer[at + 2] = packetId >>> 8;
    buffer[at + 3] = packetId & 0xff;
  }

  /** All gathered bytes; the outbox is empty afterwards. */
  take(): Buffer | undefined {
    const buffer = this.#buffer;
    if (buffer === undefined || this.#used === 0) return undefined;
    const bytes = buffer.subarray(0, this.#used);
    this.clear();
    return bytes;
  }

  clear(): void {
    this.#buffer = undefined;
    this.#used = 0;
    this.releases = 0;
  }
}
