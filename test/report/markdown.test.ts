import test from 'ava';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { renderConformanceMarkdown } from '../../src/report/conformance/markdown.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { buildResults } from '../../src/results/build.ts';
import { brokenCase, sampleConformance, sampleVersion } from '../results/conformance-samples.ts';
import {
  badHealth,
  duplicateFinding,
  failedCheck,
  sampleFaults,
  sampleInput,
  sampleResults,
  sampleRun,
  unreachableRun,
} from '../results/samples.ts';
import { golden } from './golden.ts';
import { readMarkdown } from './read-back.ts';

await initHistograms();

/** What GitHub allows in a comment. */
const COMMENT_CHARS = 65_536;

const failed = sampleResults({ check: failedCheck, health: badHealth, faults: sampleFaults });

test('report.md of a failed run, as it is kept', (t) => {
  const text = renderMarkdown(failed, () => 'Until PUBREL, a repeated PUBLISH is the same message.');
  t.is(text, golden('markdown-fail', text));
});

test('report.md begins with the verdict, and its tables hold thresholds, semantics and both latencies', (t) => {
  const { headings, tables, text } = readMarkdown(renderMarkdown(failed));
  t.is(headings[0], '❌ FAIL: qos2');
  const heads = tables.map(([head]) => head?.join(' ') ?? '');
  t.true(heads.some((head) => head.includes('threshold measured')));
  t.true(heads.some((head) => head.includes('owed delivered lost')));
  const latency = tables[heads.findIndex((head) => head.startsWith('latency from p50'))] ?? [];
  t.deepEqual(
    latency.slice(1, 3).map(([label, from]) => [label, from]),
    [
      ['end to end', 'intended'],
      ['', 'raw'],
    ],
  );
  t.true(text.includes('The load generator itself was the bottleneck'));
});

test('each of several runs has a heading with its verdict', (t) => {
  const results = buildResults(sampleInput([sampleRun(), unreachableRun()]));
  t.deepEqual(readMarkdown(renderMarkdown(results)).headings, [
    '⚠️ INCONCLUSIVE: qos2',
    '✅ PASS: MQTT 5.0',
    '⚠️ INCONCLUSIVE: MQTT 5.0',
  ]);
});

test('every table of report.md has as many cells in each row as in its head, whatever the texts are', (t) => {
  const hostile = '| a ` | <b> </details> @x \\| [y](z)\n# z';
  const finding = { ...duplicateFinding, summary: hostile, actual: hostile, topic: hostile, client: hostile };
  const base = sampleResults({
    check: { ...failedCheck, findings: [finding] },
    stopDetail: hostile,
    faults: sampleFaults.map((one) => ({ ...one, name: hostile })),
    targetName: hostile,
  });
  const runs = base.runs.map((run) => ({
    ...run,
    thresholds: run.thresholds.map((one) => ({ ...one, text: hostile, explanation: hostile })),
    metrics: { ...run.metrics, reasons: { [hostile]: 3 } },
  }));
  const { tables, headings, html, links } = readMarkdown(renderMarkdown({ ...base, runs }));
  for (const [head = [], ...rows] of tables) for (const row of rows) t.is(row.length, head.length);
  t.deepEqual(headings, ['❌ FAIL: qos2']);
  t.is(links, 0);
  for (const one of html) t.regex(one, /^\s*(?:<\/?(?:details|code)>\s*|<summary>[^<>]*<\/summary>\s*)+$/u);
});

test('report.md is never longer than a comment may be, and keeps its verdict', (t) => {
  const text = '@'.repeat(2000);
  const findings = Array.from({ length: 500 }, () => ({ ...duplicateFinding, summary: text, actual: text }));
  const runs = Array.from({ length: 12 }, () => sampleRun({ check: { ...failedCheck, findings } }));
  const long = renderMarkdown(buildResults(sampleInput(runs)));
  t.true(long.length <= COMMENT_CHARS, String(long.length));
  t.regex(long, /^## ❌ FAIL: qos2\n/u);
  t.true(long.includes('left out'));
});

test('report.md of the suite counts, and holds whatever is not well, the worst first', (t) => {
  const { headings, tables } = readMarkdown(renderConformanceMarkdown(sampleConformance()));
  t.is(headings[0], '❌ FAIL: MQTT conformance');
  t.deepEqual(tables[0]?.[1]?.slice(0, 3), ['5.0', '0', '1']);
  t.deepEqual(tables[1]?.[1], [
    '5:3.12.4-1 every PINGREQ gets a PINGRESP',
    'fail',
    'a <PINGRESP>',
    String.raw`a | "bell" \x07`,
  ]);
});

test('report.md of a suite in which everything fails fits a comment, and still shows failures', (t) => {
  const one = { ...brokenCase, expected: '|'.repeat(2000), actual: 'x '.repeat(1000) };
  const cases = Array.from({ length: 900 }, (_, at) => ({ ...one, id: `5:3.1.0-${at}` }));
  const text = renderConformanceMarkdown(sampleConformance({ versions: [sampleVersion(cases)] }));
  t.true(text.length <= COMMENT_CHARS, String(text.length));
  const [, rows = []] = readMarkdown(text).tables;
  t.true(rows.length > 5);
  t.regex(text, /and \d+ more cases, in the results/u);
});
