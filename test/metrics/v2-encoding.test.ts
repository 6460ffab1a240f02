import { deflateSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { BenchError } from '../../src/base/errors.ts';
import { INDEX_COUNT } from '../../src/metrics/buckets.ts';
import { decodeV2, encodeV2 } from '../../src/metrics/v2-encoding.ts';

const counts = fc
  .array(fc.tuple(fc.nat({ max: INDEX_COUNT - 1 }), fc.integer({ min: 1, max: 2 ** 50 })), { maxLength: 60 })
  .map((pairs) => new Map(pairs));

function wrapped(inner: Buffer): string {
  const header = Buffer.alloc(8);
  header.writeInt32BE(0x1c849314, 0);
  header.writeInt32BE(1, 4);
  return Buffer.concat([header, deflateSync(inner)]).toString('base64');
}

function inner(change: (bytes: Buffer) => void, payload: readonly number[] = []): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(40), Buffer.from(payload)]);
  bytes.writeInt32BE(0x1c849313, 0);
  bytes.writeInt32BE(payload.length, 4);
  bytes.writeInt32BE(3, 12);
  bytes.writeBigInt64BE(1n, 16);
  change(bytes);
  return bytes;
}

test('what is encoded is read back', (t) => {
  fc.assert(
    fc.property(counts, (map) => {
      t.deepEqual(new Map([...decodeV2(encodeV2(map))].sort()), new Map([...map].sort()));
    }),
  );
});

test('a well-formed encoding made by hand is read', (t) => {
  // Three empty places (-3 in ZigZag is 5), then a count of 1.
  t.deepEqual([...decodeV2(wrapped(inner(() => undefined, [5, 2])))], [[3, 1]]);
});

const refuses = test.macro({
  exec: (t, encoded: string, why: RegExp) => {
    const error = t.throws(() => decodeV2(encoded), { instanceOf: BenchError });
    t.is(error.code, 'histogram-encoding');
    t.regex(error.message, why);
  },
  title: (title) => `refuses ${title ?? ''}`,
});

test('an empty text', refuses, '', /header/);
test('text that is no histogram', refuses, Buffer.from('hello world').toString('base64'), /header/);
test(
  'what does not inflate',
  refuses,
  Buffer.from('1c84931400000001ffffff', 'hex').toString('base64'),
  /inflated/,
);
test('what inflates without bound', refuses, wrapped(Buffer.alloc(5_000_000)), /inflated/);
test('endless text', refuses, 'A'.repeat(1_000_001), /too long/);
test('a foreign inner header', refuses, wrapped(Buffer.alloc(40)), /inner header/);
test('two significant digits', refuses, wrapped(inner((bytes) => bytes.writeInt32BE(2, 12))), /digits/);
test('a payload that ends early', refuses, wrapped(inner((bytes) => bytes.writeInt32BE(9, 4))), /early/);
test('a cut count', refuses, wrapped(inner(() => undefined, [0x80])), /counts/);
test(
  'a count beyond all measure',
  refuses,
  wrapped(inner(() => undefined, Array<number>(9).fill(0xff))),
  /counts/,
);
test(
  'an empty run past the end',
  refuses,
  wrapped(inner(() => undefined, [0xff, 0xff, 0xff, 0x01])),
  /beyond a day/,
);
