import type { OnReadOpts, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { BaseTransport } from './base-transport.ts';
import { endpointsOf, peerCertificateOf } from './socket-facts.ts';
import type { PeerCertificate } from './transport.ts';

/** Every socket of this thread reads into the same memory, so an idle connection owns none. */
const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1024);

/** Most reads are short: views of them are made once. They are only valid during a read, like the buffer itself. */
const SHORT_READ_BYTES = 2048;
const SHORT_READS: (Buffer | undefined)[] = [];

function readBytes(length: number): Buffer {
  if (length > SHORT_READ_BYTES) return READ_BUFFER.subarray(0, length);
  return (SHORT_READS[length] ??= READ_BUFFER.subarray(0, length));
}

const OWNER = Symbol('owner');

/** Listeners are shared functions that find their transport here: no closure per socket and event. */
interface OwnedSocket extends Socket {
  [OWNER]: SocketTransport;
}

/** A transport straight on a socket: TCP, TLS or a Unix domain socket, connecting or accepted. */
export class SocketTransport extends BaseTransport {
  #socket: Socket | undefined;
  #lower: Socket | undefined;
  #stage = 'the connection';

  /** Options for `net.connect` that deliver what is read without allocating. */
  get onread(): OnReadOpts {
    return { buffer: READ_BUFFER, callback: (length) => this.#read(length) };
  }

  /** Takes over a socket that is still connecting, made with the `onread` of this transport. */
  adoptConnecting(socket: Socket): void {
    this.#own(socket, socket);
    socket.once('connect', onConnect);
  }

  /** Takes over an open stream. `lower` is its TCP socket: the stream itself, or what TLS runs on. */
  adoptOpen(stream: Socket, lower: Socket): void {
    this.#own(stream, lower);
    stream.on('data', onData);
    if (this.isPaused) stream.pause();
    this.opened();
  }

  /** The socket to drop if the transport gives up before it has a stream. */
  adoptLower(lower: Socket, stage: string): void {
    this.#lower = lower;
    this.#stage = stage;
  }

  override get peerCertificate(): PeerCertificate | undefined {
    return this.#socket instanceof TLSSocket ? peerCertificateOf(this.#socket) : undefined;
  }

  protected override send(bytes: Uint8Array): boolean {
    const socket = this.#socket;
    if (socket === undefined) return false;
    socket.write(bytes);
    // The return value of `write` counts bytes that the system has taken meanwhile; 'drain' follows all the same.
    return socket.writableLength < socket.writableHighWaterMark;
  }

  protected override waitingBytes(): number {
    return this.#socket?.writableLength ?? 0;
  }

  protected override finish(): void {
    this.#socket?.end();
  }

  protected override finishWriting(): void {
    this.#socket?.end();
  }

  protected override drop(): void {
    (this.#socket ?? this.#lower)?.destroy();
  }

  protected override dropWithReset(): void {
    const lower = this.#lower;
    // libuv refuses a reset once a shutdown has begun, and Node then never closes the socket.
    if (lower?.remotePort === undefined || lower.writableEnded) this.drop();
    else lower.resetAndDestroy();
  }

  protected override stopReading(): void {
    this.#socket?.pause();
  }

  protected override startReading(): void {
    this.#socket?.resume();
  }

  protected override endpoints(): string | undefined {
    return this.#lower && endpointsOf(this.#lower);
  }

  protected override stage(): string {
    return this.#stage;
  }

  #own(socket: Socket, lower: Socket): void {
    this.#socket = socket;
    this.#lower = lower;
    (socket as OwnedSocket)[OWNER] = this;
    socket.on('drain', onDrain);
    socket.on('end', onEnd);
    socket.on('error', onError);
    socket.on('close', onClose);
  }

  #read(length: number): boolean {
    this.received(readBytes(length));
    return true;
  }
}

function onConnect(this: Socket): void {
  ownerOf(this).opened();
}

function onData(this: Socket, bytes: Buffer): void {
  ownerOf(this).received(bytes);
}

function onDrain(this: Socket): void {
  ownerOf(this).drained();
}

function onEnd(this: Socket): void {
  ownerOf(this).ended();
}

function onError(this: Socket, error: Error): void {
  ownerOf(this).failed(error);
}

function onClose(this: Socket): void {
  ownerOf(this).gone();
}

function ownerOf(socket: Socket): SocketTransport {
  return (socket as OwnedSocket)[OWNER];
}
