import test from 'ava';
import { AssertionError } from '../../src/base/assert.ts';
import { VARINT_MAX, varintSize, writeVarint } from '../../src/protocol/varint.ts';

/** Table 1-1 of 5.0 (table 2.4 of 3.1.1): the limits of each size. */
const TABLE: readonly [number, readonly number[]][] = [
  [0, [0x00]],
  [127, [0x7f]],
  [128, [0x80, 0x01]],
  [16_383, [0xff, 0x7f]],
  [16_384, [0x80, 0x80, 0x01]],
  [2_097_151, [0xff, 0xff, 0x7f]],
  [2_097_152, [0x80, 0x80, 0x80, 0x01]],
  [VARINT_MAX, [0xff, 0xff, 0xff, 0x7f]],
];

test('a Variable Byte Integer takes as many bytes as the table says (5:1.5.5-1)', (t) => {
  for (const [value, bytes] of TABLE) {
    t.is(varintSize(value), bytes.length as 1);
    const target = new Uint8Array(6);
    t.is(writeVarint(target, 1, value), 1 + bytes.length);
    t.deepEqual([...target.subarray(1, 1 + bytes.length)], bytes);
    t.is(target[0], 0);
    t.is(target[1 + bytes.length], 0);
  }
});

test('a value beyond four bytes is a defect of the caller', (t) => {
  t.throws(() => writeVarint(new Uint8Array(8), 0, VARINT_MAX + 1), { instanceOf: AssertionError });
  t.throws(() => writeVarint(new Uint8Array(8), 0, -1), { instanceOf: AssertionError });
});
