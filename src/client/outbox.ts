import type { Transport } from '../transport/transport.ts';

const BATCH_MAX_BYTES = 256 * 1024;
const CHUNK_BYTES = 4096;
const POOL_MAX_CHUNKS = 256;

/** Memory for outgoing bytes. `view` is what was written of it last: messages of one size need no new one. */
interface Chunk {
  readonly buffer: Buffer;
  view: Buffer;
}

/** Chunks of this thread that nobody uses: a message that the system takes at once costs no memory of its own. */
const pool: Chunk[] = [];

function takeChunk(bytes: number): Chunk {
  if (bytes <= CHUNK_BYTES) return pool.pop() ?? newChunk(CHUNK_BYTES);
  return newChunk(bytes);
}

function newChunk(bytes: number): Chunk {
  const buffer = Buffer.allocUnsafeSlow(bytes);
  return { buffer, view: buffer };
}

function giveBack(chunk: Chunk): void {
  if (chunk.buffer.length === CHUNK_BYTES && pool.length < POOL_MAX_CHUNKS) pool.push(chunk);
}

/**
 * Bytes on their way out of one client, gathered so that what is due in one tick leaves in one write. An idle client holds
 * no memory.
 */
export class Outbox {
  #chunk: Chunk | undefined;
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
    let chunk = this.#chunk;
    if (chunk === undefined) this.#chunk = chunk = takeChunk(bytes);
    else if (chunk.buffer.length < needed) this.#chunk = chunk = this.#grown(chunk, needed * 2);
    this.#used = needed;
    return chunk.buffer;
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

  /**
   * Writes all gathered bytes at once; the outbox is empty afterwards. Memory that the transport keeps is left to it.
   * Returns how many bytes wait in the transport.
   */
  writeTo(transport: Transport): number {
    const chunk = this.#chunk;
    if (chunk === undefined) return transport.bufferedBytes;
    if (chunk.view.length !== this.#used) chunk.view = chunk.buffer.subarray(0, this.#used);
    this.#chunk = undefined;
    this.#used = 0;
    this.releases = 0;
    transport.write(chunk.view);
    const waitingBytes = transport.bufferedBytes;
    if (waitingBytes === 0) giveBack(chunk);
    return waitingBytes;
  }

  clear(): void {
    if (this.#chunk !== undefined) giveBack(this.#chunk);
    this.#chunk = undefined;
    this.#used = 0;
    this.releases = 0;
  }

  #grown(chunk: Chunk, bytes: number): Chunk {
    const grown = takeChunk(bytes);
    chunk.buffer.copy(grown.buffer, 0, 0, this.#used);
    giveBack(chunk);
    return grown;
  }
}
