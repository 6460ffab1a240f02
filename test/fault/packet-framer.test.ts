import test from 'ava';
import { PacketFramer } from '../../src/fault/packet-framer.ts';
import { bytesOf, publishBytes } from './line.ts';
import { PacketType } from '../../src/protocol/constants.ts';

interface Seen {
  readonly packets: { type: number; size: number; bytes: number[] }[];
  readonly unframed: number[];
}

function frame(chunks: readonly Uint8Array[]): Seen {
  const seen: Seen = { packets: [], unframed: [] };
  const framer = new PacketFramer({
    onPacketBytes: (bytes, { type, size }, offset) => {
      if (offset === 0) seen.packets.push({ type, size, bytes: [] });
      seen.packets.at(-1)?.bytes.push(...bytes);
    },
    onUnframed: (bytes) => void seen.unframed.push(...bytes),
  });
  for (const chunk of chunks) framer.push(chunk);
  return seen;
}

const PACKETS = [
  publishBytes(1, 300),
  bytesOf({ type: PacketType.pingreq }),
  publishBytes(2, 20_000),
  bytesOf({ type: PacketType.pubrel, packetId: 7, reasonCode: 0 }),
];

test('packets are found whatever pieces they come in', (t) => {
  const stream = Buffer.concat(PACKETS);
  for (const size of [1, 2, 3, 7, 301, 65_536]) {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += size) chunks.push(stream.subarray(at, at + size));
    const { packets, unframed } = frame(chunks);
    t.deepEqual(
      packets.map(({ type }) => type),
      [PacketType.publish, PacketType.pingreq, PacketType.publish, PacketType.pubrel],
    );
    t.deepEqual(
      packets.map(({ bytes }) => bytes),
      PACKETS.map((bytes) => [...bytes]),
      `in pieces of ${size}`,
    );
    t.deepEqual(unframed, []);
  }
});

test('the first bytes of a packet hold its whole fixed header', (t) => {
  const first: number[] = [];
  const framer = new PacketFramer({
    onPacketBytes: (bytes, _packet, offset) => {
      if (offset === 0) first.push(bytes.length);
    },
    onUnframed: () => t.fail(),
  });
  for (const byte of publishBytes(1, 20_000)) framer.push(Uint8Array.of(byte));
  t.deepEqual(first, [4]);
});

test('bytes that are no MQTT pass all the same', (t) => {
  const bad = [0x30, 0xff, 0xff, 0xff, 0xff, 0x01, 0x02];
  const whole = frame([Uint8Array.from([...publishBytes(1), ...bad])]);
  t.is(whole.packets.length, 1);
  t.deepEqual(whole.unframed, bad);
  t.deepEqual(frame(bad.map((byte) => Uint8Array.of(byte))).unframed, bad);
});
