/**
 * Where Control Packets begin and end in a stream, and nothing else of them: bytes pass as they come, right or wrong, because
 * a proxy before a broker that is under test must not have an opinion on its packets.
 */
export interface FramedBytes {
  /** Bytes of one packet, the first `offset` of which came before. The first of a packet hold its whole fixed header. */
  onPacketBytes(bytes: Uint8Array, packet: FramedPacket, offset: number): void;
  /** The stream has stopped being MQTT; all that follows comes here. */
  onUnframed(bytes: Uint8Array): void;
}

export interface FramedPacket {
  /** Four bits. */
  readonly type: number;
  /** Of the whole packet, in bytes. */
  readonly size: number;
}

const LENGTH_BYTES_MAX = 4;

export class PacketFramer {
  readonly #sink: FramedBytes;
  /** The start of a fixed header that is not complete. */
  #header: number[] = [];
  #packet: FramedPacket | undefined;
  #offset = 0;
  #broken = false;

  constructor(sink: FramedBytes) {
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0 && !this.#broken)
      rest = this.#packet === undefined ? this.#begin(rest) : this.#go(rest);
    if (rest.length > 0) this.#sink.onUnframed(rest);
  }

  /** Reads a fixed header, with what came of it before. */
  #begin(bytes: Uint8Array): Uint8Array {
    const before = this.#header.length;
    const header =
      before === 0 ? bytes : Uint8Array.from([...this.#header, ...bytes.subarray(0, LENGTH_BYTES_MAX + 1)]);
    const end = headerEnd(header);
    if (end === undefined && header.length <= LENGTH_BYTES_MAX) {
      this.#header = [...header];
      return bytes.subarray(bytes.length);
    }
    this.#header = [];
    if (end === undefined) {
      this.#broken = true;
      if (before > 0) this.#sink.onUnframed(header.subarray(0, before));
      return bytes;
    }
    this.#packet = { type: (header[0] as number) >> 4, size: end + remainingLength(header, end) };
    this.#offset = 0;
    if (before === 0) return bytes;
    this.#go(header.subarray(0, end));
    return bytes.subarray(end - before);
  }

  #go(bytes: Uint8Array): Uint8Array {
    const packet = this.#packet;
    if (packet === undefined) return bytes;
    const offset = this.#offset;
    const piece = bytes.subarray(0, packet.size - offset);
    this.#offset += piece.length;
    if (this.#offset === packet.size) this.#packet = undefined;
    this.#sink.onPacketBytes(piece, packet, offset);
    return bytes.subarray(piece.length);
  }
}

/** Where the Remaining Length ends, if it does. */
function headerEnd(header: Uint8Array): number | undefined {
  for (let at = 1; at <= LENGTH_BYTES_MAX && at < header.length; at += 1)
    if ((header[at] as number) < 0x80) return at + 1;
  return undefined;
}

function remainingLength(header: Uint8Array, end: number): number {
  let length = 0;
  for (let at = end - 1; at >= 1; at -= 1) length = length * 0x80 + ((header[at] as number) & 0x7f);
  return length;
}
