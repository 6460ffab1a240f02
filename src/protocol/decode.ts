/**
 * The stream of bytes as Control Packets, for both versions: incremental, bounded, and safe against hostile bytes.
 *
 *   chunk   [ rest of a packet | whole packet | whole packet | start of a packet ]
 *             joined in a         read in place, no copy       copied into the
 *             PartialPacket                                    PartialPacket
 */
import { assert } from '../base/assert.ts';
import { otherSide, PacketType, type ProtocolVersion, type Side } from './constants.ts';
import { decodeError, type DecodeError } from './decode-error.ts';
import { type BodyType, readBody } from './decoding/body.ts';
import { firstByteFault, fixedFlagsFault } from './decoding/framing.ts';
import { PacketReader } from './decoding/packet-reader.ts';
import { PartialPacket } from './decoding/partial-packet.ts';
import { PublishView, readPublish, toPublishPacket } from './decoding/publish.ts';
import { FramingRule, type Rule } from './decoding/rules.ts';
import type { Packet } from './packets.ts';
import { asBuffer } from './utf8.ts';

export type { DecodeError } from './decode-error.ts';
export { publishPayload, publishProperties, publishTopic, toPublishPacket } from './decoding/publish.ts';
export type { PublishView } from './decoding/publish.ts';

export interface DecoderHandler {
  /** A whole, legal packet, which shares no memory with what was pushed. */
  onPacket(packet: Packet): void;
  /** If there, PUBLISH comes here in place of `onPacket`. The view is valid only during the call. */
  onPublish?(view: PublishView): void;
  /** The bytes of each complete packet before it is read, so also of one that turns out malformed. Valid only during the call. */
  onRaw?(bytes: Uint8Array, start: number, end: number): void;
}

export interface DecoderOptions {
  /** Undefined takes it from CONNECT. */
  readonly version: ProtocolVersion | undefined;
  /** Decides which packets, properties and Reason Codes are legal. */
  readonly receiver: Side;
  /** Bytes of a whole packet; larger ones are refused as soon as their length is known. */
  readonly maximumPacketSize: number;
  readonly handler: DecoderHandler;
  /** Accepts what either side may send: for proxies and tools. */
  readonly anyDirection?: boolean;
}

/** No header yet: more bytes are needed. */
const INCOMPLETE = -1;
const FAILED = -2;

interface Fault {
  readonly packetType: number;
  /** Bytes from the start of the packet. */
  readonly at: number;
  readonly detail?: string;
  readonly version?: ProtocolVersion;
}

export class PacketDecoder {
  readonly #handler: DecoderHandler;
  readonly #maximumPacketSize: number;
  readonly #sender: Side | undefined;
  readonly #reader = new PacketReader();
  readonly #view = new PublishView();
  readonly #partial = new PartialPacket();
  #version: ProtocolVersion | undefined;
  #error: DecodeError | undefined;
  #dead = false;
  #pushing = false;
  /** Position in the stream of the first byte of the packet at hand. */
  #packetOffset = 0;
  /** Whole size in bytes of the packet whose header was read last, and whether its length was written too long. */
  #packetSize = 0;
  #longForm = false;

  constructor(options: DecoderOptions) {
    this.#handler = options.handler;
    this.#maximumPacketSize = options.maximumPacketSize;
    this.#sender = options.anyDirection === true ? undefined : otherSide(options.receiver);
    this.#version = options.version;
    this.#reader.sender = this.#sender;
    assert(options.version !== undefined || this.#sender !== 'server', 'a client knows its protocol version');
  }

  /** The version in force; undefined until CONNECT has come. */
  get version(): ProtocolVersion | undefined {
    return this.#version;
  }

  /** What ended the stream, if something was wrong with it. */
  get error(): DecodeError | undefined {
    return this.#error;
  }

  /** Bytes kept of a packet that is not complete. */
  get bufferedBytes(): number {
    return this.#partial.length;
  }

  /** Bytes of memory held for packets in pieces: at most the larger of 64 KiB and the maximum packet size. */
  get retainedBytes(): number {
    return this.#partial.capacity;
  }

  setVersion(version: ProtocolVersion): void {
    this.#version = version;
  }

  /** Ignores all further bytes, also the rest of a chunk that is being pushed. */
  stop(): void {
    this.#dead = true;
    if (!this.#pushing) this.#partial.release();
  }

  /**
   * Hands over the packets that `bytes` completes. The chunk may be reused afterwards.
   * Returns what is wrong with the stream, and from then on ignores what comes. Never throws on account of the bytes.
   */
  push(bytes: Uint8Array): DecodeError | undefined {
    assert(!this.#pushing, 'push must not be called from a handler of the same decoder');
    if (this.#dead) return this.#error;
    this.#pushing = true;
    try {
      this.#decodeChunk(asBuffer(bytes));
    } finally {
      this.#pushing = false;
      this.#letGo();
    }
    return this.#error;
  }

  /** Of the chunk, which the caller will reuse, and once the stream has ended of everything. */
  #letGo(): void {
    this.#reader.release();
    this.#view.release();
    if (this.#dead) this.#partial.release();
  }

  #decodeChunk(chunk: Buffer): void {
    let position = this.#partial.length === 0 ? 0 : this.#continuePartial(chunk);
    while (position < chunk.length && !this.#dead) {
      const bodyStart = this.#readHeader(chunk, position, chunk.length);
      if (bodyStart === FAILED) return;
      if (bodyStart === INCOMPLETE || position + this.#packetSize > chunk.length) {
        this.#partial.size = bodyStart === INCOMPLETE ? 0 : this.#packetSize;
        this.#partial.append(chunk, position, chunk.length);
        return;
      }
      const start = position;
      position += this.#packetSize;
      this.#decodePacket(chunk, start, bodyStart, position);
    }
  }

  /** Adds what the partial packet lacks, and decodes it once it is whole; where the next packet starts. */
  #continuePartial(chunk: Buffer): number {
    const partial = this.#partial;
    let position = 0;
    while (partial.size === 0) {
      if (position === chunk.length) return position;
      partial.append(chunk, position, position + 1);
      position += 1;
      const status = this.#readHeader(partial.bytes, 0, partial.length);
      if (status === FAILED) return chunk.length;
      if (status !== INCOMPLETE) partial.size = this.#packetSize;
    }
    const end = Math.min(chunk.length, position + partial.size - partial.length);
    partial.append(chunk, position, end);
    if (partial.length === partial.size) this.#decodePartial();
    return end;
  }

  #decodePartial(): void {
    const { bytes, length } = this.#partial;
    const bodyStart = this.#readHeader(bytes, 0, length);
    if (bodyStart !== FAILED) this.#decodePacket(bytes, 0, bodyStart, length);
    this.#partial.clear();
  }

  /** Checks the fixed header at `start` and sets the packet size; where the body starts, INCOMPLETE or FAILED. */
  #readHeader(bytes: Buffer, start: number, end: number): number {
    const first = bytes[start] as number;
    const fault = firstByteFault(first, this.#version, this.#sender);
    if (fault !== undefined) return this.#fail(fault, { packetType: first >> 4, at: 0 });
    let length = 0;
    let position = start + 1;
    for (let shift = 0; shift < 28; shift += 7) {
      if (position === end) return INCOMPLETE;
      const byte = bytes[position] as number;
      position += 1;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.#longForm = byte === 0 && shift > 0;
        return this.#checkLength(first >> 4, position - start, length) ? position : FAILED;
      }
    }
    return this.#fail(FramingRule.remainingLengthSize, { packetType: first >> 4, at: 1 });
  }

  #checkLength(packetType: number, headerSize: number, remainingLength: number): boolean {
    this.#packetSize = headerSize + remainingLength;
    if (this.#longForm && this.#version === 5) this.#fail(FramingRule.shortestVarint, { packetType, at: 1 });
    else if (this.#packetSize > this.#maximumPacketSize) {
      const detail = `${this.#packetSize} bytes, of at most ${this.#maximumPacketSize}`;
      this.#fail(FramingRule.tooLarge, { packetType, at: 1, detail });
    }
    return !this.#dead;
  }

  #decodePacket(bytes: Buffer, start: number, bodyStart: number, end: number): void {
    this.#handler.onRaw?.(bytes, start, end);
    if (this.#dead) return;
    const first = bytes[start] as number;
    const reader = this.#reader;
    // CONNECT finds its own version.
    if (this.#version !== undefined) reader.version = this.#version;
    reader.reset(bytes, bodyStart, end);
    if (first >> 4 === PacketType.publish) this.#decodePublish(first, start);
    else this.#decodeOther((first >> 4) as BodyType, start);
    this.#packetOffset += end - start;
  }

  #decodePublish(first: number, start: number): void {
    const view = this.#view;
    readPublish(this.#reader, first, view);
    if (this.#reader.rule !== undefined) this.#failBody(this.#reader.rule, PacketType.publish, start);
    else if (this.#handler.onPublish !== undefined) this.#handler.onPublish(view);
    else this.#handler.onPacket(toPublishPacket(view));
  }

  #decodeOther(type: BodyType, start: number): void {
    const reader = this.#reader;
    const packet = readBody(reader, type);
    if (type === PacketType.connect) this.#settleConnect(start);
    if (reader.rule === undefined) this.#handler.onPacket(packet);
    else this.#failBody(reader.rule, type, start);
  }

  /** Takes over the version, and judges what of the fixed header had to wait for it. */
  #settleConnect(start: number): void {
    const reader = this.#reader;
    this.#version ??= reader.version;
    const flagsFault = fixedFlagsFault(reader.bytes[start] as number);
    if (flagsFault !== undefined) reader.fail(flagsFault, start);
    if (reader.version === 5 && this.#longForm) reader.fail(FramingRule.shortestVarint, start + 1);
  }

  /** CONNECT is judged by the version that it names, even where another one is in force. */
  #failBody(rule: Rule, packetType: number, start: number): void {
    const { faultPosition, detail, version } = this.#reader;
    this.#fail(rule, { packetType, at: faultPosition - start, detail, version });
  }

  #fail(rule: Rule, { packetType, at, detail = '', version = this.#version }: Fault): typeof FAILED {
    const offset = this.#packetOffset + at;
    this.#error = decodeError(rule, { version, sender: this.#sender, packetType, offset, detail });
    this.#dead = true;
    return FAILED;
  }
}
