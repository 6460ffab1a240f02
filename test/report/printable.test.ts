import test from 'ava';
import { printable, printableDeep } from '../../src/report/printable.ts';

test('ordinary text of any language stays as it is', (t) => {
  for (const text of ['a/b/+', 'µs → ✓ é', 'датчик/温度', '']) t.is(printable(text), text);
});

test('what would act instead of show is written out', (t) => {
  t.is(printable('\u001b[31m\u0000\u007f\u009b'), '\\x1b[31m\\x00\\x7f\\x9b');
  t.is(printable('a\nb\r\tc'), 'a\\nb\\r\\tc');
  t.is(printable('\u202eabc\u200b\u2028\ufeff'), '\\u{202e}abc\\u{200b}\\u{2028}\\u{feff}');
  t.is(printable('\ud800'), '\\u{d800}');
});

test('long text is cut', (t) => {
  t.is(printable('x'.repeat(70_000)).length, 2001);
});

test('every text within a value is made printable, names too', (t) => {
  t.deepEqual(printableDeep({ a: ['\u0007', 1, null, true], '\u0007': { b: '\n' } }), {
    a: ['\\x07', 1, null, true],
    '\\x07': { b: '\\n' },
  });
});
