import test from 'ava';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { renderComparisonMarkdown } from '../../src/report/comparison/markdown.ts';
import { renderComparison } from '../../src/report/comparison/terminal.ts';
import type { Comparison } from '../../src/results/comparison.ts';
import { compareConformance } from '../../src/results/compare/compare-conformance.ts';
import { compareRuns } from '../../src/results/compare/compare-runs.ts';
import { compareInput, p99Gate, sampleComparison, scaledResults } from '../results/comparison-samples.ts';
import { sampleCase, sampleConformance, sampleVersion } from '../results/conformance-samples.ts';
import { badHealth } from '../results/samples.ts';
import { golden } from './golden.ts';
import { readMarkdown } from './read-back.ts';

await initHistograms();

const WIDE = { columns: 120, color: 0 } as const;

const repeats = compareRuns(
  compareInput(
    [1, 1.02, 1.04].map((scale) => scaledResults(scale)),
    [1.5, 1.52, 1.54].map((scale) => scaledResults(scale)),
    [p99Gate('share', 0.1), { kind: 'new-failures', text: 'new-failures' }],
  ),
);
const starved = compareRuns(
  compareInput([scaledResults(1)], [scaledResults(1.5, { health: badHealth })], [p99Gate('share', 0.1)]),
);

for (const [name, comparison] of [
  ['comparison-repeats', repeats],
  ['comparison-starved', starved],
] as const) {
  test(`the terminal shows a comparison: ${name}`, (t) => {
    const text = renderComparison(comparison, WIDE);
    t.is(text, golden(name, text));
  });
}

test('Markdown of a comparison has gates and metrics in tables', (t) => {
  const { headings, tables } = readMarkdown(renderComparisonMarkdown(sampleComparison()));
  t.is(headings[0], '❌ FAIL: 1 run before, 1 now');
  t.is(tables[0]?.[1]?.[1], 'e2e.latency.p99 > 0.1');
  t.deepEqual(
    tables[1]?.find(([metric]) => metric === 'e2e.latency.max'),
    ['e2e.latency.max', '2ms', '2.4ms', '+401µs', '+20.1 %', ''],
  );
});

test('cases that changed are listed, and texts from files stay in their cells', (t) => {
  const hostile = '| a ` </details> @x';
  const version = (verdict: 'pass' | 'fail') =>
    sampleConformance({ versions: [sampleVersion([sampleCase('5:a', verdict, { title: hostile })])] });
  const comparison: Comparison = compareConformance(compareInput([version('pass')], [version('fail')]));
  const { tables } = readMarkdown(renderComparisonMarkdown(comparison));
  t.deepEqual(
    tables[0]?.[1]?.map((cell) => cell.replaceAll('\u200B', '')),
    ['new failure', `5:a ${hostile}`, 'pass', 'fail'],
  );
  t.regex(renderComparison(comparison, WIDE), /new failure {2}5:a {2}pass → fail/u);
});
