import test from 'ava';
import { columns, firstThatFits, indent, wrap } from '../../src/report/terminal/layout.ts';

test('text breaks at spaces and hangs', (t) => {
  t.deepEqual(wrap('one two three four', 9, 2), ['one two', '  three', '  four']);
  t.deepEqual(wrap('short', 9), ['short']);
  t.deepEqual(wrap('averylongword and', 5), ['averylongword', 'and']);
});

test('columns are as wide as they need, aligned, without trailing spaces', (t) => {
  t.deepEqual(
    columns(
      [
        ['a', '1', ''],
        ['bbb', '1,000', 'x'],
      ],
      ['left', 'right', 'left'],
    ),
    ['a        1', 'bbb  1,000  x'],
  );
  t.deepEqual(columns([], ['left']), []);
});

test('empty lines stay empty when indented', (t) => {
  t.deepEqual(indent(['a', '', 'b'], 3), ['   a', '', '   b']);
});

test('the widest table that fits is shown, colours not counted, and the last where none fits', (t) => {
  const [wide, colored, narrow] = [['12345678'], ['\u001b[31m12345\u001b[39m'], ['123']];
  t.is(firstThatFits([wide, colored, narrow], 8), wide);
  t.is(firstThatFits([wide, colored, narrow], 5), colored);
  t.is(firstThatFits([wide, colored, narrow], 2), narrow);
});
