import { parse } from 'csv-parse/sync';
import test from 'ava';
import { renderMatrixHtml } from '../../../src/report/html/matrix-page.ts';
import { renderMatrixCsv } from '../../../src/report/matrix/csv.ts';
import { renderMatrixMarkdown } from '../../../src/report/matrix/markdown.ts';
import { renderMatrix } from '../../../src/report/matrix/terminal.ts';
import { sampleMatrix } from '../../results/matrix-samples.ts';
import { golden } from '../golden.ts';
import { readMarkdown } from '../read-back.ts';

test('the terminal shows brokers by number, and what any of them breaks', (t) => {
  const text = renderMatrix(sampleMatrix(), { columns: 100, color: 0, verbose: false });
  t.is(text, golden('matrix', text));
  t.true(renderMatrix(sampleMatrix(), { columns: 100, color: 0, verbose: true }).includes('5:3.1.0-1'));
});

test('Markdown has a column for each broker that ran, and names stay in their cells', (t) => {
  const { tables } = readMarkdown(renderMatrixMarkdown(sampleMatrix()));
  const sheet = tables.at(-1) ?? [];
  t.deepEqual(sheet[0], ['statement', 'level', 'Good', 'Bad | broker']);
  t.deepEqual(sheet[3], ['5:3.12.4-1', 'MUST', '✓', '✗']);
  t.deepEqual(sheet[4], ['5:3.3.1-1', 'SHOULD', '', '!']);
});

test('Markdown of a large matrix fits a comment, and says what is left out', (t) => {
  const matrix = sampleMatrix();
  const versions = matrix.versions.map((version) => ({
    ...version,
    rows: Array.from({ length: 5000 }, (_, at) => ({
      ...{ statement: `5:3.1.0-${at}`, level: 'MUST' as const, summary: '' },
      cells: version.columns.map(() => 'pass' as const),
    })),
  }));
  const text = renderMatrixMarkdown({ ...matrix, versions });
  t.true(text.length <= 65_536);
  t.regex(text, /and \d+ more statements, in the results/u);
});

test('CSV has a row for each statement and broker', (t) => {
  const rows: Record<string, string>[] = parse(renderMatrixCsv(sampleMatrix()), {
    columns: true,
    record_delimiter: '\r\n',
  });
  t.is(rows.length, 1 + 4 * 3);
  t.like(
    rows.find(({ statement, broker }) => statement === '5:3.12.4-1' && broker === 'Bad | broker'),
    { verdict: 'fail', target: 'mqtt://bad', version: '5.0' },
  );
});

test('HTML has a table for each version', (t) => {
  const page = renderMatrixHtml(sampleMatrix());
  for (const part of ['Bad | broker', 'MQTT 3.1.1', 'MQTT 5.0', '5:3.12.4-1', 'CONNACK 0x84'])
    t.true(page.includes(part), part);
  t.regex(page, /<span class="mark fail"[^>]*>✗<\/span>/u);
});
