import test from 'ava';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRows, rowsReader } from '../../src/cli/rows.ts';
import { rowField } from '../../src/scenario/rows.ts';

function parsed(text: string): { columns: readonly string[]; fields: string[][] } {
  const result = parseRows(text, 'devices.csv');
  if (!result.ok) throw new Error(result.problem);
  const { rows } = result;
  const fields = Array.from({ length: rows.count }, (_, row) =>
    rows.columns.map((_name, column) => rowField(rows, row, column)),
  );
  return { columns: rows.columns, fields };
}

test('rows are read as RFC 4180 has them: quotes, commas, line breaks, CRLF, a byte order mark', (t) => {
  const text = '\uFEFFid, name ,secret\r\n1,"Smith, J",a\r\n2,"say ""hi""","b\nc"\r\n\r\n3,é€😀,\r\n';
  t.deepEqual(parsed(text), {
    columns: ['id', 'name', 'secret'],
    fields: [
      ['1', 'Smith, J', 'a'],
      ['2', 'say "hi"', 'b\nc'],
      ['3', 'é€😀', ''],
    ],
  });
});

for (const [what, text, problem] of [
  ['a line has too few fields', 'a,b\n1,2\nhunter2\n', /^devices\.csv:3: another number of fields/u],
  ['a quote is never closed', 'a,b\n1,"hunter2\n', /^devices\.csv:\d+: a quote is never closed$/u],
  ['a quote stands in a field', 'a,b\n1,hun"ter2\n', /^devices\.csv:2: a quote/u],
  ['text follows a quote', 'a,b\n1,"x"hunter2\n', /^devices\.csv:2: a quote/u],
  ['a column has no name', 'a,,b\n', /^devices\.csv:1: column 2 has no name$/u],
  ['two columns have one name', 'a,b,a\n', /^devices\.csv:1: column 3 /u],
  ['a field is too long', `a\nhunter2\n${'x'.repeat(65_536)}\n`, /^devices\.csv:3: field 1 has more/u],
  ['there are too many columns', `${'a,'.repeat(100)}b\n`, /^devices\.csv:1: 101 columns/u],
  ['there is nothing', '', /no header line/u],
] as const)
  test(`when ${what}, the problem has a line and shows nothing of the file`, (t) => {
    const result = parseRows(text, 'devices.csv');
    t.false(result.ok);
    if (result.ok) return;
    t.regex(result.problem, problem);
    t.notRegex(result.problem, /hunter|ter2/u);
  });

test('rows of 100,000 devices take little more than their bytes', (t) => {
  const line = (i: number): string => `device-${i},secret-${i}`;
  const text = ['id,password', ...Array.from({ length: 100_000 }, (_, i) => line(i))].join('\n');
  const result = parseRows(text, 'devices.csv');
  t.true(result.ok);
  if (!result.ok) return;
  const { rows } = result;
  t.is(rows.count, 100_000);
  t.true(rows.bytes.length + rows.ends.byteLength < text.length + 100_000 * 8);
  t.true(rows.bytes.buffer instanceof SharedArrayBuffer);
  t.is(rowField(rows, 99_999, 1), 'secret-99999');
});

test('a file is read once, and one that is missing is a problem', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mqtt-bench-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'devices.csv');
  writeFileSync(file, 'a\n1\n');
  const read = rowsReader();
  t.is(read(file), read(file));
  const missing = read(join(folder, 'nobody.csv'));
  t.true(!missing.ok && /cannot be read: ENOENT/u.test(missing.problem));
});
