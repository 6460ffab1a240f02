import { messageOf } from '../base/errors.ts';
import type { CloseCause, Transport, TransportHandler } from '../transport/transport.ts';
import { decodeFrame, encodeFrame, OPCODE, type WebSocketFrame } from './websocket-frames.ts';

/** A WebSocket listener of the target. */
export interface WebSocketTarget {
  /** Opens the TCP or TLS connection below it. */
  readonly dial: (handler: TransportHandler) => Transport;
  /** As in the Host header. */
  readonly host: string;
  readonly path: string;
}

/** Says in which frames bytes travel. */
export type Framing = (bytes: Uint8Array) => readonly WebSocketFrame[];

export const oneFrame: Framing = (payload) => [{ opcode: OPCODE.binary, isFinal: true, payload }];

/** Sixteen bytes in Base64, as RFC 6455 wants them. */
const KEY = Buffer.from('mqtt-bench-keys!').toString('base64');
const HEAD_BYTES_MAX = 16 * 1024;

/** A WebSocket that sends frames as a case wants them and takes notes of those that come. To a link it is a transport. */
export class WebSocketByHand implements Transport, TransportHandler {
  readonly description = 'a WebSocket';
  framing: Framing = oneFrame;
  /** The subprotocol that the target has selected. */
  selected: string | undefined;
  /** Opcodes of data frames that came and are not binary. */
  readonly foreign: number[] = [];
  /** Binary frames that came. */
  binaryFrames = 0;
  readonly #target: WebSocketTarget;
  readonly #offer: string;
  #handler: TransportHandler | undefined;
  #lower: Transport | undefined;
  #bytes: Buffer = Buffer.alloc(0);
  #isOpen = false;
  #isEnded = false;
  #refusal: string | undefined;

  /** `offer` is what goes into Sec-WebSocket-Protocol. */
  constructor(target: WebSocketTarget, offer = 'mqtt') {
    this.#target = target;
    this.#offer = offer;
  }

  begin(handler: TransportHandler): Transport {
    this.#handler = handler;
    this.#lower = this.#target.dial(this);
    return this;
  }

  // --- Out

  get bufferedBytes(): number {
    return this.#lower?.bufferedBytes ?? 0;
  }

  write(bytes: Uint8Array): boolean {
    const frames = this.framing(bytes).map(encodeFrame);
    return this.#lower?.write(Buffer.concat(frames)) ?? true;
  }

  close(): void {
    if (this.#isOpen && !this.#isEnded) this.#sendClose();
    this.#lower?.close();
  }

  endWriting(): void {
    this.#lower?.endWriting();
  }

  reset(): void {
    this.#lower?.reset();
  }

  pause(): void {
    this.#lower?.pause();
  }

  resume(): void {
    this.#lower?.resume();
  }

  // --- In

  onOpen(): void {
    const { host, path } = this.#target;
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: ${host}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${KEY}`,
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Protocol: ${this.#offer}`,
    ];
    this.#lower?.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`));
  }

  onBytes(bytes: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    if (!this.#isOpen && !this.#readHead()) return;
    try {
      while (this.#readFrame());
    } catch (error) {
      this.#refuse(messageOf(error));
    }
  }

  onDrain(): void {
    this.#handler?.onDrain();
  }

  onEnd(): void {
    this.#end();
  }

  onClose(cause: CloseCause): void {
    const message = this.#refusal;
    this.#handler?.onClose(message === undefined ? cause : { kind: 'error', code: 'ERR_WS', message });
  }

  #readHead(): boolean {
    const end = this.#bytes.indexOf('\r\n\r\n');
    if (end < 0) {
      if (this.#bytes.length > HEAD_BYTES_MAX) this.#refuse('the answer to the upgrade has no end');
      return false;
    }
    const [status = '', ...headers] = this.#bytes.toString('latin1', 0, end).split('\r\n');
    this.#bytes = this.#bytes.subarray(end + 4);
    if (!/^HTTP\/1\.1 101(?: |$)/u.test(status)) {
      this.#refuse(`the upgrade is answered by ${status.slice(0, 80)}`);
      return false;
    }
    const header = headers.find((line) => /^sec-websocket-protocol:/iu.test(line));
    this.selected = header?.slice(header.indexOf(':') + 1).trim();
    this.#isOpen = true;
    this.#handler?.onOpen();
    return true;
  }

  #readFrame(): boolean {
    const found = this.#isEnded ? undefined : decodeFrame(this.#bytes);
    if (found === undefined) return false;
    this.#bytes = this.#bytes.subarray(found.size);
    this.#onFrame(found.frame);
    return true;
  }

  #onFrame({ opcode, payload }: WebSocketFrame): void {
    if (opcode === OPCODE.close) this.#end();
    else if (opcode === OPCODE.ping)
      this.#lower?.write(encodeFrame({ opcode: OPCODE.pong, isFinal: true, payload }));
    else if (opcode === OPCODE.text) this.foreign.push(opcode);
    else if (opcode === OPCODE.binary || opcode === OPCODE.continuation) {
      this.binaryFrames += 1;
      this.#handler?.onBytes(payload);
    }
  }

  #sendClose(): void {
    this.#lower?.write(encodeFrame({ opcode: OPCODE.close, isFinal: true, payload: new Uint8Array(0) }));
  }

  #end(): void {
    if (this.#isEnded) return;
    if (this.#isOpen) this.#sendClose();
    this.#isEnded = true;
    this.#handler?.onEnd();
  }

  #refuse(reason: string): void {
    this.#refusal = reason;
    this.#lower?.reset();
  }
}
