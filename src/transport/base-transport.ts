import { causeOfError, codedError } from './close-cause.ts';
import { transportDeadlines, type Expirable } from './deadlines.ts';
import type { CloseCause, PeerCertificate, Transport, TransportHandler } from './transport.ts';

/**
 * connecting ──opened──▶ open ──close()/reset()──▶ closing ──▶ closed
 *      └───────────────────┴──────── failure, or both ends finished ──▶ closed
 *
 * In `closing` nothing is delivered any more but the final onClose.
 */
type Phase = 'connecting' | 'open' | 'closing' | 'closed';

/** How long an orderly close may stand still before the connection is dropped. */
const LINGER_MS = 5000;

const UNATTACHED: TransportHandler = {
  onOpen: () => undefined,
  onBytes: () => undefined,
  onDrain: () => undefined,
  onEnd: () => undefined,
  onClose: () => undefined,
};

/**
 * The life of every transport: the phases, the first cause of the end, what is written before it is open, and the
 * deadlines. Subclasses move the bytes and report what happens through `opened` to `gone`.
 * No method throws, in whatever phase it is called.
 */
export abstract class BaseTransport implements Transport, Expirable {
  readonly #peer: string;
  #handler = UNATTACHED;
  #phase: Phase = 'connecting';
  #cause: CloseCause | undefined;
  #kept: Uint8Array[] | undefined;
  #writingEnded = false;
  #paused = false;
  #deadlineMs = 0;
  #lingeringBytes = 0;
  #whenGone: (() => void) | undefined;

  /** @param peer names the other side in messages to people. */
  constructor(peer: string) {
    this.#peer = peer;
  }

  /** Gives the bytes to the stream; false when the caller must wait for `onDrain`. */
  protected abstract send(bytes: Uint8Array): boolean;
  /** Bytes in the stream that the operating system has not taken yet. */
  protected abstract waitingBytes(): number;
  /** Begins the orderly end of both directions. */
  protected abstract finish(): void;
  /** Ends our direction only. */
  protected abstract finishWriting(): void;
  /** Drops the connection at once; `drop` for one that is not open or does not end. */
  protected abstract drop(): void;
  /** As `drop`, with a TCP reset where there is TCP. */
  protected abstract dropWithReset(): void;
  protected abstract stopReading(): void;
  protected abstract startReading(): void;
  /** `local address ⇄ remote address`, or undefined before there are any. */
  protected abstract endpoints(): string | undefined;
  /** What a connection that is not open yet waits for, as the subject of "is not there yet". */
  protected abstract stage(): string;

  get peerCertificate(): PeerCertificate | undefined {
    return undefined;
  }

  get description(): string {
    return this.endpoints() ?? this.#peer;
  }

  get bufferedBytes(): number {
    if (this.#kept === undefined) return this.#phase === 'closed' ? 0 : this.waitingBytes();
    return this.#kept.reduce((sum, bytes) => sum + bytes.byteLength, 0);
  }

  write(bytes: Uint8Array): boolean {
    if (this.#writingEnded) return false;
    if (this.#phase === 'open') return this.send(bytes);
    if (this.#phase === 'connecting') (this.#kept ??= []).push(bytes);
    return false;
  }

  close(): void {
    if (this.#phase === 'connecting') this.#leave(() => this.drop());
    else if (this.#phase === 'open') this.#leave(() => this.#linger());
  }

  reset(): void {
    if (this.#phase === 'connecting') this.#leave(() => this.drop());
    else if (this.#phase !== 'closed') this.#leave(() => this.dropWithReset());
  }

  endWriting(): void {
    if (this.#writingEnded) return;
    this.#writingEnded = true;
    if (this.#phase === 'open') this.finishWriting();
  }

  pause(): void {
    if (this.#paused || this.#phase === 'closing' || this.#phase === 'closed') return;
    this.#paused = true;
    this.stopReading();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.startReading();
  }

  /** Names the handler and bounds the time to open. Comes first, before any event. */
  begin(handler: TransportHandler, connectTimeoutMs?: number): void {
    this.#handler = handler;
    if (connectTimeoutMs === undefined) return;
    this.#deadlineMs = connectTimeoutMs;
    transportDeadlines.set(this, connectTimeoutMs);
  }

  /** Has `notify` called just before the final onClose, for whoever keeps a list of transports. */
  whenGone(notify: () => void): void {
    this.#whenGone = notify;
  }

  /** Runs what sets the connection up; if it throws, the transport fails, but never before this call has returned. */
  attempt(setUp: () => void): void {
    try {
      setUp();
    } catch (error) {
      this.failed(error);
      queueMicrotask(() => this.gone());
    }
  }

  expire(): number {
    if (this.#phase === 'closing') return this.#expireLinger();
    const waited = `${this.stage()} was not there within ${this.#deadlineMs} ms`;
    this.failed(codedError('ETIMEDOUT', waited));
    this.drop();
    return 0;
  }

  protected get isPaused(): boolean {
    return this.#paused;
  }

  /** The stream is ready: sends what was written before, then tells the handler. */
  opened(): void {
    if (this.#phase !== 'connecting') return;
    this.#phase = 'open';
    transportDeadlines.delete(this);
    const kept = this.#kept;
    this.#kept = undefined;
    const drained = kept?.reduce((_, bytes) => this.send(bytes), true);
    if (this.#writingEnded) this.finishWriting();
    this.#handler.onOpen();
    if (drained === true) this.drained();
  }

  received(bytes: Uint8Array): void {
    if (this.#phase === 'open') this.#handler.onBytes(bytes);
  }

  drained(): void {
    if (this.#phase === 'open') this.#handler.onDrain();
  }

  /** The peer ended its direction. */
  ended(): void {
    if (this.#phase !== 'open' || this.#cause !== undefined) return;
    this.#cause = { kind: 'remote-end' };
    this.#handler.onEnd();
  }

  /** Notes why the connection breaks. The first cause stands; `gone` follows. */
  failed(error: unknown): void {
    this.#cause ??= causeOfError(error, this.#peer, this.#phase !== 'connecting');
  }

  /** Ends an open connection that broke an agreement, in an orderly way where the peer plays along. */
  breakOff(error: unknown): void {
    this.failed(error);
    if (this.#phase === 'open') this.#leave(() => this.#linger());
  }

  /** The stream is closed, for `error` or for the cause noted before: the one and only way to onClose. */
  gone(error?: Error): void {
    if (this.#phase === 'closed') return;
    if (error !== undefined) this.failed(error);
    if (this.#phase === 'connecting') this.failed(codedError('ECONNRESET', 'the connection ended'));
    this.#phase = 'closed';
    transportDeadlines.delete(this);
    const handler = this.#handler;
    this.#handler = UNATTACHED;
    this.#kept = undefined;
    this.#whenGone?.();
    handler.onClose(this.#cause ?? { kind: 'remote-end' });
  }

  #leave(how: () => void): void {
    this.#cause ??= { kind: 'local' };
    this.#phase = 'closing';
    this.#kept = undefined;
    how();
  }

  /** Reads on and throws away, because closing a socket with unread bytes would turn our FIN into a reset. */
  #linger(): void {
    this.#writingEnded = true;
    this.finish();
    this.resume();
    this.#lingeringBytes = this.waitingBytes();
    transportDeadlines.set(this, LINGER_MS);
  }

  #expireLinger(): number {
    const waiting = this.waitingBytes();
    if (waiting > 0 && waiting < this.#lingeringBytes) {
      this.#lingeringBytes = waiting;
      return LINGER_MS;
    }
    this.drop();
    return 0;
  }
}
