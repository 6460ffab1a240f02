import test from 'ava';
import { PacketWriter } from '../../../src/protocol/encoding/packet-writer.ts';

test('the fixed header goes right before the body, whatever its length takes', (t) => {
  const headers = { 0: 2, 127: 2, 128: 3, 16_383: 3, 16_384: 4, 2_097_152: 5 };
  for (const [size, headerSize] of Object.entries(headers)) {
    const writer = new PacketWriter();
    writer.raw(new Uint8Array(Number(size)).fill(7));
    const packet = writer.finish(0x30);
    t.is(packet.length, Number(size) + headerSize);
    t.is(packet[0], 0x30);
    t.true(packet.subarray(headerSize).every((byte) => byte === 7));
  }
});

test('sections may stand within sections', (t) => {
  const writer = new PacketWriter();
  writer.measured(() => {
    writer.u8(1);
    writer.measured(() => writer.raw(new Uint8Array(200).fill(2)));
    writer.u8(3);
  });
  writer.u8(4);
  const packet = writer.finish(0xf0);
  t.deepEqual([...packet.subarray(0, 8)], [0xf0, 207, 1, 204, 1, 1, 200, 1]);
  t.deepEqual([...packet.subarray(-3)], [2, 3, 4]);
});

test('a writer is ready for the next packet', (t) => {
  const writer = new PacketWriter();
  writer.u16(1);
  t.is(writer.finish(0x40).length, 4);
  writer.u32(0xfffffffe);
  t.deepEqual([...writer.finish(0x10)], [0x10, 4, 255, 255, 255, 254]);
});
