import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { WebSocket, type RawData } from 'ws';
import { BaseTransport } from './base-transport.ts';
import { codedError } from './close-cause.ts';
import { endpointsOf, peerCertificateOf } from './socket-facts.ts';
import type { PeerCertificate } from './transport.ts';

export const MQTT_SUBPROTOCOL = 'mqtt';

/** The largest MQTT Control Packet there can be; no peer needs a longer WebSocket message. */
export const MAX_PAYLOAD_BYTES = 5 + 268_435_455;

const NORMAL_CLOSURE = 1000;

/**
 * MQTT in WebSocket messages. Packets and messages need not align (5:6.0.0-2, 311:6.0.0-2): to the handler it is
 * one stream of bytes, and every `write` becomes one binary message.
 */
export class WebSocketTransport extends BaseTransport {
  #webSocket: WebSocket | undefined;
  #stream: Socket | undefined;
  #lower: Socket | undefined;
  #stage = 'the connection';

  /** Takes over a WebSocket, open or opening, on `stream`; `lower` is the TCP socket below it. */
  adopt(webSocket: WebSocket, stream: Socket, lower: Socket): void {
    this.#webSocket = webSocket;
    this.#stream = stream;
    this.#lower = lower;
    this.#listenToSocket(stream);
    webSocket.on('open', () => this.opened());
    webSocket.on('message', (data, isBinary) => this.#message(data, isBinary));
    webSocket.on('error', (error) => this.breakOff(error));
    webSocket.on('close', () => this.#closed());
    if (webSocket.readyState === WebSocket.OPEN) this.opened();
  }

  /** No WebSocket can be made on `stream`, for the cause noted before. */
  adoptUnusable(stream: Socket): void {
    stream.once('close', () => this.gone());
    stream.destroy();
  }

  adoptLower(lower: Socket, stage: string): void {
    this.#lower = lower;
    this.#stage = stage;
  }

  override get peerCertificate(): PeerCertificate | undefined {
    return this.#stream instanceof TLSSocket ? peerCertificateOf(this.#stream) : undefined;
  }

  override opened(): void {
    super.opened();
    // ws knows no pause before it is open.
    if (this.isPaused) this.#webSocket?.pause();
  }

  protected override send(bytes: Uint8Array): boolean {
    const [webSocket, stream] = [this.#webSocket, this.#stream];
    if (webSocket?.readyState !== WebSocket.OPEN || stream === undefined) return false;
    webSocket.send(bytes);
    return stream.writableLength < stream.writableHighWaterMark;
  }

  protected override waitingBytes(): number {
    return this.#stream?.writableLength ?? 0;
  }

  protected override finish(): void {
    this.#webSocket?.close(NORMAL_CLOSURE);
  }

  /** The Close frame is the half-close of WebSocket: nothing may follow it, but the peer may send on until it answers. */
  protected override finishWriting(): void {
    this.#webSocket?.close(NORMAL_CLOSURE);
  }

  protected override drop(): void {
    (this.#stream ?? this.#lower)?.destroy();
  }

  protected override dropWithReset(): void {
    if (this.#lower?.remotePort === undefined) this.drop();
    else this.#lower.resetAndDestroy();
  }

  protected override stopReading(): void {
    this.#webSocket?.pause();
  }

  protected override startReading(): void {
    this.#webSocket?.resume();
  }

  protected override endpoints(): string | undefined {
    return this.#lower && endpointsOf(this.#lower);
  }

  protected override stage(): string {
    return this.#stage;
  }

  #listenToSocket(stream: Socket): void {
    stream.on('drain', () => this.drained());
    stream.on('end', () => this.ended());
    stream.on('error', (error) => this.failed(error));
  }

  /** Clause 5:6.0.0-1 (311:6.0.0-1): any data frame but a binary one ends the connection. */
  #message(data: RawData, isBinary: boolean): void {
    if (!isBinary)
      this.breakOff(
        codedError('ERR_WS_TEXT_FRAME', 'the peer sent a WebSocket text frame, not a binary one'),
      );
    else if (data instanceof Uint8Array) this.received(data);
  }

  /** Where the peer sent a Close frame, this may be the first we see of it. */
  #closed(): void {
    this.ended();
    this.gone();
  }
}
