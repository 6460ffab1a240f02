import { assert } from '../base/assert.ts';
import type { CloseCause, Transport, TransportHandler } from './transport.ts';

export interface MemoryPairOptions {
  /** Runs a task later, in the order given; `queueMicrotask` where absent. Every event of the pair is one task. */
  readonly schedule?: (task: () => void) => void;
  /** Delivers at most so many bytes at a time, to prove that a reader copes with any split; whole writes where absent. */
  readonly sliceBytes?: number;
  /** `write` is false from so many undelivered bytes on. 16384 where absent. */
  readonly highWaterMarkBytes?: number;
}

/**
 * Two ends of a connection that has no socket, no timer and no chance in it. What one end writes, the other receives;
 * `attach` gives each its handler, and bytes wait until there is one.
 * Received bytes are overwritten after `onBytes`, so that a handler that keeps them fails in a test.
 */
export function memoryPair(options: MemoryPairOptions = {}): [MemoryEnd, MemoryEnd] {
  const settings = { schedule: queueMicrotask, sliceBytes: Infinity, highWaterMarkBytes: 16_384, ...options };
  assert(settings.sliceBytes >= 1, 'a slice has at least one byte');
  const [left, right] = [new MemoryEnd(settings, 'memory left'), new MemoryEnd(settings, 'memory right')];
  left.join(right);
  right.join(left);
  return [left, right];
}

const OVERWRITTEN = 0xdb;

export class MemoryEnd implements Transport {
  readonly description: string;
  readonly #settings: Required<MemoryPairOptions>;
  #peer: MemoryEnd = this;
  #handler: TransportHandler | undefined;
  readonly #inbox: Uint8Array[] = [];
  #inboxBytes = 0;
  #scheduled = false;
  #opened = false;
  #paused = false;
  #writingEnded = false;
  #owedDrain = false;
  #drainDue = false;
  #endArrived = false;
  #endSeen = false;
  #over: CloseCause | undefined;
  #closed = false;

  constructor(settings: Required<MemoryPairOptions>, description: string) {
    this.#settings = settings;
    this.description = description;
  }

  /** Part of `memoryPair`. */
  join(peer: MemoryEnd): void {
    this.#peer = peer;
  }

  /** Names who listens; `onOpen` follows. Once only. */
  attach(handler: TransportHandler): void {
    assert(this.#handler === undefined, `${this.description} already has a handler`);
    this.#handler = handler;
    this.#wake();
  }

  get bufferedBytes(): number {
    return this.#peer.#inboxBytes;
  }

  write(bytes: Uint8Array): boolean {
    if (this.#writingEnded || this.#over !== undefined) return false;
    if (bytes.byteLength > 0) this.#peer.#arrive(bytes);
    this.#owedDrain ||= this.bufferedBytes >= this.#settings.highWaterMarkBytes;
    return !this.#owedDrain;
  }

  close(): void {
    if (this.#over !== undefined) return;
    this.endWriting();
    this.#finish(this.#endSeen ? { kind: 'remote-end' } : { kind: 'local' });
  }

  endWriting(): void {
    if (this.#writingEnded) return;
    this.#writingEnded = true;
    this.#peer.#endArrived = true;
    this.#peer.#wake();
    this.#wake();
  }

  reset(): void {
    if (this.#closed) return;
    this.#finish({ kind: 'local' });
    this.#peer.#finish({ kind: 'remote-reset' });
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#wake();
  }

  #arrive(bytes: Uint8Array): void {
    if (this.#over !== undefined) return;
    this.#inbox.push(bytes);
    this.#inboxBytes += bytes.byteLength;
    this.#wake();
  }

  /** The end is decided, the first decision stands; what has not been delivered never will be. */
  #finish(cause: CloseCause): void {
    this.#over ??= cause;
    this.#writingEnded = true;
    this.#inbox.length = 0;
    this.#inboxBytes = 0;
    this.#peer.#mayDrain();
    this.#wake();
  }

  #wake(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    this.#settings.schedule(() => {
      this.#scheduled = false;
      if (this.#handler !== undefined && this.#step(this.#handler)) this.#wake();
    });
  }

  /** Delivers the one event that is due first; false when none is. */
  #step(handler: TransportHandler): boolean {
    if (this.#over !== undefined) this.#close(handler, this.#over);
    else if (!this.#opened) this.#open(handler);
    else if (this.#drainDue) this.#drain(handler);
    else if (this.#paused) return false;
    else if (this.#inboxBytes > 0) this.#deliver(handler);
    else if (this.#endArrived && !this.#endSeen) this.#end(handler);
    else if (this.#endSeen && this.#writingEnded) this.#finish({ kind: 'remote-end' });
    else return false;
    return true;
  }

  #open(handler: TransportHandler): void {
    this.#opened = true;
    handler.onOpen();
  }

  #drain(handler: TransportHandler): void {
    this.#drainDue = false;
    handler.onDrain();
  }

  #deliver(handler: TransportHandler): void {
    const first = this.#inbox.shift();
    assert(first !== undefined, 'counted bytes are in the inbox');
    const bytes = Buffer.from(first.subarray(0, this.#settings.sliceBytes));
    if (bytes.byteLength < first.byteLength) this.#inbox.unshift(first.subarray(bytes.byteLength));
    this.#inboxBytes -= bytes.byteLength;
    this.#peer.#mayDrain();
    handler.onBytes(bytes);
    bytes.fill(OVERWRITTEN);
  }

  #mayDrain(): void {
    if (!this.#owedDrain || this.bufferedBytes > 0) return;
    this.#owedDrain = false;
    this.#drainDue = true;
    this.#wake();
  }

  #end(handler: TransportHandler): void {
    this.#endSeen = true;
    handler.onEnd();
  }

  #close(handler: TransportHandler, cause: CloseCause): void {
    this.#closed = true;
    handler.onClose(cause);
  }
}
