import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import test from 'ava';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { renderConformanceCsv } from '../../src/report/conformance/csv.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { renderTimelineCsv } from '../../src/report/timeline-csv.ts';
import { brokenCase, sampleConformance } from '../results/conformance-samples.ts';
import { sampleFaults, sampleResults } from '../results/samples.ts';

await initHistograms();

function rowsOf(csv: string): Record<string, string>[] {
  return parse(csv, { columns: true, record_delimiter: '\r\n' });
}

test('timeline.csv has a row for each second, with names that end in their unit', (t) => {
  const results = sampleResults({ faults: sampleFaults });
  const rows = rowsOf(renderTimelineCsv(results));
  const timeline = results.runs[0]?.metrics.timeline ?? [];
  t.is(rows.length, timeline.length);
  t.deepEqual(rows[1], {
    protocol: '5.0',
    second_s: '1',
    connected_clients: '40',
    sent_messages: '200',
    acknowledged_messages: '200',
    received_messages: '200',
    errors_count: '0',
    faults_count: '0',
    e2e_p50_us: '200',
    e2e_p99_us: '396',
    e2e_max_us: '400',
  });
  t.is(rows[2]?.['faults_count'], '1');
});

test('a second in which nothing arrived has no latency, which is not 0', (t) => {
  const results = sampleResults();
  const runs = results.runs.map((run) => ({
    ...run,
    metrics: {
      ...run.metrics,
      timeline: run.metrics.timeline.map((row) => ({ ...row, e2eP50Us: 0, e2eP99Us: 0, e2eMaxUs: 0 })),
    },
  }));
  t.is(rowsOf(renderTimelineCsv({ ...results, runs }))[0]?.['e2e_p99_us'], '');
});

test('cases.csv has a row for each case', (t) => {
  const [row] = rowsOf(renderConformanceCsv(sampleConformance()));
  t.is(row?.['id'], brokenCase.id);
  t.is(row?.['verdict'], 'fail');
  t.is(row?.['actual'], String.raw`a | "bell" \x07`);
});

test('any text is read back as it was, but for an apostrophe before what a spreadsheet would compute', (t) => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (cells) => {
      const [, row] = parse(renderCsv(['h', ...cells.map(() => 'x')], [['first', ...cells]]), {
        record_delimiter: '\r\n',
      });
      t.deepEqual(
        row,
        ['first', ...cells].map((cell) => (/^[=+\-@\t\r\n]/u.test(cell) ? `'${cell}` : cell)),
      );
    }),
  );
});

test('a cell that a spreadsheet would compute is text', (t) => {
  t.is(
    renderCsv(['a'], [['=HYPERLINK("http://x")'], ['@SUM(A1)'], ['+1'], ['-2'], ['\tx'], [-3]]),
    'a\r\n"\'=HYPERLINK(""http://x"")"\r\n\'@SUM(A1)\r\n\'+1\r\n\'-2\r\n\'\tx\r\n-3\r\n',
  );
});
