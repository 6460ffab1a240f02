import type { ProtocolVersion, Side } from '../../src/protocol/constants.ts';
import { type DecodeError, PacketDecoder } from '../../src/protocol/decode.ts';
import type { Packet } from '../../src/protocol/packets.ts';

export interface Decoded {
  readonly packets: readonly Packet[];
  readonly error: DecodeError | undefined;
  /** Bytes of a packet that is not complete. */
  readonly bufferedBytes: number;
}

export interface DecodingOptions {
  readonly version: ProtocolVersion | undefined;
  readonly receiver: Side;
  readonly maximumPacketSize?: number;
  readonly anyDirection?: boolean;
}

/** Pushes the chunks into a new decoder and tells what came out. Each chunk is overwritten after its push, as a transport does. */
export function decodeChunks(chunks: Iterable<Uint8Array>, options: DecodingOptions): Decoded {
  const packets: Packet[] = [];
  const handler = { onPacket: (packet: Packet): void => void packets.push(packet) };
  const decoder = new PacketDecoder({ maximumPacketSize: 1_000_000, handler, ...options });
  for (const chunk of chunks) {
    const reused = Uint8Array.from(chunk);
    decoder.push(reused);
    reused.fill(0xff);
  }
  return { packets, error: decoder.error, bufferedBytes: decoder.bufferedBytes };
}

export function decodeBytes(bytes: Uint8Array, options: DecodingOptions): Decoded {
  return decodeChunks([bytes], options);
}

export function* bytewise(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1) yield bytes.subarray(at, at + 1);
}

/** Cuts at the given positions, in any order. */
export function cutAt(bytes: Uint8Array, positions: readonly number[]): Uint8Array[] {
  const cuts = [...new Set([0, ...positions.filter((at) => at < bytes.length), bytes.length])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
}
