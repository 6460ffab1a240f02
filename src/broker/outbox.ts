import type { Transport } from '../transport/transport.ts';
import type { Flushable, Flusher } from './flusher.ts';

/** A chunk this large is not worth copying to save a write. */
const LARGE_CHUNK_BYTES = 16 * 1024;

/** Collects what one connection sends in one turn of the event loop, so that it leaves in one write. */
export class Outbox implements Flushable {
  readonly #transport: Transport;
  readonly #flusher: Flusher;
  readonly #onFlushed: () => void;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #isClosed = false;

  /** @param onFlushed called when all has been handed to the transport, which may take it without ever being full. */
  constructor(transport: Transport, flusher: Flusher, onFlushed: () => void) {
    this.#transport = transport;
    this.#flusher = flusher;
    this.#onFlushed = onFlushed;
  }

  /** Bytes that have not reached the operating system. */
  get waitingBytes(): number {
    return this.#bytes + this.#transport.bufferedBytes;
  }

  push(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    if (this.#chunks.length === 0) this.#flusher.add(this);
    this.#chunks.push(bytes);
    this.#bytes += bytes.length;
  }

  flush(): void {
    if (this.#chunks.length === 0) return;
    this.#write();
    this.#onFlushed();
  }

  /** Sends what waits, and closes. */
  close(): void {
    this.#isClosed = true;
    if (this.#chunks.length > 0) this.#write();
    this.#transport.close();
  }

  #write(): void {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#bytes = 0;
    if (chunks.length === 1) this.#transport.write(chunks[0] as Uint8Array);
    else this.#writeJoined(chunks);
  }

  #writeJoined(chunks: readonly Uint8Array[]): void {
    let from = 0;
    for (let i = 0; i <= chunks.length; i += 1) {
      const chunk = chunks[i];
      if (chunk !== undefined && chunk.length < LARGE_CHUNK_BYTES) continue;
      if (i - from > 1) this.#transport.write(Buffer.concat(chunks.slice(from, i)));
      else if (i > from) this.#transport.write(chunks[from] as Uint8Array);
      if (chunk !== undefined) this.#transport.write(chunk);
      from = i + 1;
    }
  }
}
