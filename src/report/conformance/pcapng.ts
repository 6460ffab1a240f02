import type { PacketLine } from '../../results/conformance.ts';

/**
 * Packets of a case as a pcapng file that Wireshark opens and dissects as MQTT: each connection of the case becomes a TCP stream of
 * its own to port 1883. Addresses, ports and sequence numbers are made up; bytes and times are those of the case.
 */
export function renderPcapng(packets: readonly PacketLine[]): Uint8Array {
  const blocks: Uint8Array[] = [sectionHeader(), interfaceDescription()];
  const streams = new Map<string, Stream>();
  for (const packet of packets) {
    const stream = streamOf(streams, packet.link);
    const bytes = Buffer.from(packet.hex, 'hex');
    if (packet.direction === 'note' || bytes.length === 0) continue;
    for (let from = 0; from < bytes.length; from += SEGMENT_BYTES_MAX) {
      const part = bytes.subarray(from, from + SEGMENT_BYTES_MAX);
      blocks.push(enhancedPacket(packet.tMs, segment(stream, packet.direction, part)));
    }
  }
  return Buffer.concat(blocks);
}

interface Stream {
  readonly port: number;
  /** Next sequence numbers of client and server. */
  client: number;
  server: number;
}

const FIRST_PORT = 50_000;
const MQTT_PORT = 1_883;
const LINKTYPE_RAW = 101;
const SNAP_LENGTH = 0x4_0000;
/** An IPv4 packet has 64 KiB at most. */
const SEGMENT_BYTES_MAX = 0xf000;
/** Further streams share the ports of the first ones. */
const PORTS_MAX = 0x1_0000 - FIRST_PORT;
/** Later than any run: what a damaged file says must not break the capture. */
const MS_MAX = 1e12;

function streamOf(streams: Map<string, Stream>, link: string): Stream {
  const known = streams.get(link);
  if (known !== undefined) return known;
  const made = { port: FIRST_PORT + (streams.size % PORTS_MAX), client: 1, server: 1 };
  streams.set(link, made);
  return made;
}

function segment(stream: Stream, direction: 'in' | 'out', payload: Buffer): Buffer {
  const isOut = direction === 'out';
  const header = Buffer.alloc(40);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(40 + payload.length, 2);
  header.writeUInt8(64, 8);
  header.writeUInt8(6, 9);
  header.writeUInt32BE(isOut ? 0x7f000001 : 0x7f000002, 12);
  header.writeUInt32BE(isOut ? 0x7f000002 : 0x7f000001, 16);
  header.writeUInt16BE(isOut ? stream.port : MQTT_PORT, 20);
  header.writeUInt16BE(isOut ? MQTT_PORT : stream.port, 22);
  header.writeUInt32BE((isOut ? stream.client : stream.server) >>> 0, 24);
  header.writeUInt32BE((isOut ? stream.server : stream.client) >>> 0, 28);
  header.writeUInt8(0x50, 32);
  header.writeUInt8(0x18, 33);
  header.writeUInt16BE(0xffff, 34);
  if (isOut) stream.client += payload.length;
  else stream.server += payload.length;
  return Buffer.concat([header, payload]);
}

function sectionHeader(): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt32LE(0x1a2b3c4d, 0);
  body.writeUInt16LE(1, 4);
  body.writeBigInt64LE(-1n, 8);
  return block(0x0a0d0d0a, body);
}

function interfaceDescription(): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt16LE(LINKTYPE_RAW, 0);
  body.writeUInt32LE(SNAP_LENGTH, 4);
  return block(1, body);
}

function enhancedPacket(tMs: number, data: Buffer): Buffer {
  const microseconds = BigInt(Math.round(Math.min(MS_MAX, Math.max(0, tMs)) * 1_000));
  const body = Buffer.alloc(20 + Math.ceil(data.length / 4) * 4);
  body.writeUInt32LE(Number(microseconds >> 32n), 4);
  body.writeUInt32LE(Number(microseconds & 0xffffffffn), 8);
  body.writeUInt32LE(data.length, 12);
  body.writeUInt32LE(data.length, 16);
  data.copy(body, 20);
  return block(6, body);
}

/** Type, length, body, length again. */
function block(type: number, body: Buffer): Buffer {
  const length = 12 + body.length;
  const framed = Buffer.alloc(length);
  framed.writeUInt32LE(type, 0);
  framed.writeUInt32LE(length, 4);
  body.copy(framed, 8);
  framed.writeUInt32LE(length, length - 4);
  return framed;
}
