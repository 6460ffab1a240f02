import test from 'ava';
import fc from 'fast-check';
import {
  asBuffer,
  copyBytes,
  decodeText,
  isWellFormed,
  TextTrait,
  textTraits,
} from '../../src/protocol/utf8.ts';

function traits(...bytes: readonly number[]): number {
  // The neighbours show whether the scan keeps to its range.
  return textTraits(Uint8Array.of(0, ...bytes, 0x80), 1, 1 + bytes.length);
}

test('plain ASCII has no traits', (t) => {
  t.is(traits(), 0);
  t.is(traits(0x61, 0x2f, 0x01, 0x7f), 0);
});

test('wildcards and U+0000 are found anywhere (5:1.5.4-2, 311:1.5.3-2)', (t) => {
  t.is(traits(0x61, 0x2b), TextTrait.wildcard);
  t.is(traits(0x23), TextTrait.wildcard);
  t.is(traits(0x00, 0x61), TextTrait.nul);
  t.is(traits(0xc3, 0xbc, 0x23, 0x00), TextTrait.nonAscii | TextTrait.wildcard | TextTrait.nul);
});

/** RFC 3629, section 4: the first and the last sequence of each line of the grammar. */
const WELL_FORMED = [
  'c280',
  'dfbf',
  'e0a080',
  'e0bfbf',
  'e18080',
  'ecbfbf',
  'ed8080',
  'ed9fbf',
  'ee8080',
  'efbfbf',
  'f0908080',
  'f0bfbfbf',
  'f1808080',
  'f3bfbfbf',
  'f4808080',
  'f48fbfbf',
  'efbbbf',
];

/** Just outside the grammar, or cut off. */
const ILL_FORMED = [
  '80',
  'bf',
  'c080',
  'c0af',
  'c1bf',
  'c27f',
  'c2c0',
  'c2',
  'e08080',
  'e09fbf',
  'e0a0',
  'e1807f',
  'eda080',
  'edbfbf',
  'eda0bdedb880',
  'f0808080',
  'f08fbfbf',
  'f0908',
  'f48fbf',
  'f4908080',
  'f5808080',
  'f8888080',
  'fe',
  'ff',
];

test('every line of the grammar of RFC 3629 is well-formed (5:1.5.4-1, 311:1.5.3-1)', (t) => {
  for (const hex of WELL_FORMED) t.is(traits(...Buffer.from(hex, 'hex')), TextTrait.nonAscii, hex);
});

test('overlong forms, surrogates, stray and missing bytes are ill-formed (5:1.5.4-1, 311:1.5.3-1)', (t) => {
  for (const hex of ILL_FORMED) t.true((traits(...Buffer.from(hex, 'hex')) & TextTrait.illFormed) !== 0, hex);
});

test('the verdict on any bytes is that of a strict TextDecoder', (t) => {
  const piece = fc.oneof(
    fc.constantFrom(...WELL_FORMED, ...ILL_FORMED, '61').map((hex) => [...Buffer.from(hex, 'hex')]),
    fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
      const bytes = Uint8Array.from(pieces.flat());
      const strict = new TextDecoder('utf-8', { fatal: true });
      let fit = true;
      try {
        strict.decode(bytes);
      } catch {
        fit = false;
      }
      t.is((textTraits(bytes, 0, bytes.length) & TextTrait.illFormed) === 0, fit);
    }),
    { numRuns: 20_000 },
  );
});

test('U+FEFF at the start stays (5:1.5.4-3, 311:1.5.3-3)', (t) => {
  const bytes = Buffer.from('\uFEFFa');
  t.is(decodeText(bytes, 0, bytes.length, textTraits(bytes, 0, bytes.length)), '\uFEFFa');
});

test('only text with a lone surrogate has no UTF-8 form', (t) => {
  t.true(isWellFormed('aü😀\uFEFF'));
  t.false(isWellFormed('a\uD800'));
  t.false(isWellFormed('\uDE00\uD83D'));
});

test('a Buffer of an array shares its memory and its bounds', (t) => {
  const array = Uint8Array.of(1, 2, 3, 4).subarray(1, 3);
  const buffer = asBuffer(array);
  t.deepEqual([...buffer], [2, 3]);
  t.is(buffer.buffer, array.buffer);
  t.is(asBuffer(buffer), buffer);
});

test('a copy shares no memory, not even a pool', (t) => {
  const source = Buffer.from([1, 2, 3, 4]);
  const copy = copyBytes(source, 1, 3);
  source.fill(9);
  t.deepEqual(copy, Uint8Array.of(2, 3));
  t.is(copy.buffer.byteLength, 2);
});
