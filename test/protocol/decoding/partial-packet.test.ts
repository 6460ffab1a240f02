import test from 'ava';
import { PartialPacket } from '../../../src/protocol/decoding/partial-packet.ts';

test('pieces come together in order', (t) => {
  const partial = new PartialPacket();
  const source = Uint8Array.from({ length: 5000 }, (_, at) => at & 0xff);
  for (let at = 0; at < source.length; at += 7) partial.append(source, at, Math.min(at + 7, source.length));
  t.is(partial.length, 5000);
  t.deepEqual([...partial.bytes.subarray(0, 5000)], [...source]);
});

test('memory at least doubles each time, so that n bytes cost O(n) copies', (t) => {
  const partial = new PartialPacket();
  partial.size = 10_000_000;
  const capacities = new Set<number>();
  const piece = new Uint8Array(100);
  while (partial.length < 1_000_000) {
    partial.append(piece, 0, piece.length);
    capacities.add(partial.capacity);
  }
  t.true(capacities.size <= 12, `${capacities.size} growths`);
  t.true(partial.capacity <= 2 * partial.length);
});

test('memory never exceeds the size of the packet by more than the smallest buffer', (t) => {
  const partial = new PartialPacket();
  partial.size = 100_001;
  const piece = new Uint8Array(100);
  for (let at = 0; at < 1000; at += 1) partial.append(piece, 0, piece.length);
  t.is(partial.capacity, 100_001);
});

test('small memory is kept for the next packet, large memory is given back', (t) => {
  const partial = new PartialPacket();
  partial.append(new Uint8Array(100), 0, 100);
  partial.clear();
  t.is(partial.length, 0);
  t.is(partial.capacity, 1024);
  partial.append(new Uint8Array(100_000), 0, 100_000);
  partial.clear();
  t.is(partial.capacity, 0);
  partial.append(new Uint8Array(10), 0, 10);
  partial.release();
  t.is(partial.capacity, 0);
});
