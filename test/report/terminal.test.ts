import { stripVTControlCharacters } from 'node:util';
import test from 'ava';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { emptySnapshot } from '../../src/metrics/merge.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import type { TerminalOptions } from '../../src/report/terminal.ts';
import { buildResults } from '../../src/results/build.ts';
import type { Results } from '../../src/results/model.ts';
import {
  accessCheck,
  badHealth,
  duplicateFinding,
  failedCheck,
  nothingChecked,
  sampleFaults,
  sampleInput,
  sampleOutcome,
  sampleResults,
  sampleRun,
  unreachableRun,
} from '../results/samples.ts';
import { golden } from './golden.ts';

// At once, not before the tests: their titles' arguments are made from samples.
await initHistograms();

const options: TerminalOptions = {
  colorLevel: 0,
  width: 100,
  clauseText: (clause) =>
    clause === '5:4.3.3-10'
      ? 'Until PUBREL the receiver must not deliver the message onward again.'
      : undefined,
  files: ['reports/qos2/2026-01-02T03-04-05Z/results.json'],
};

const missed = {
  path: 'steps[3]',
  text: 'one message within 2s',
  verdict: 'fail',
  checked: 20,
  failed: 1,
  examples: ['subscriber-4 got none'],
} as const;

const failed = sampleResults({ check: failedCheck, expectations: [missed] });

const interrupted = sampleResults({
  stopReason: 'interrupted',
  stopDetail: 'SIGINT',
  steps: [
    {
      path: 'steps[1]',
      label: 'publish publisher',
      startedUs: 0,
      durationUs: 10,
      status: 'interrupted',
      problems: ['3 clients were still publishing'],
    },
  ],
});

const looksLike = test.macro({
  exec: (t, name: string, results: Results, change: Partial<TerminalOptions> = {}) => {
    const text = renderTerminal(results, { ...options, ...change });
    t.is(text, golden(name, text));
  },
  title: (title) => `the report of ${title ?? ''} looks like its golden text`,
});

test('a pass', looksLike, 'pass', sampleResults());
test('a failure', looksLike, 'fail', failed);
test('a generator that fell behind', looksLike, 'inconclusive', sampleResults({ health: badHealth }));
test('an access matrix', looksLike, 'access', sampleResults({ check: accessCheck }));
test('an access matrix on 70 columns', looksLike, 'access-narrow', sampleResults({ check: accessCheck }), {
  width: 70,
});
test('faults of the test', looksLike, 'faults', sampleResults({ faults: sampleFaults }));
test('an interrupted run', looksLike, 'interrupted', interrupted);
test('an unreachable target', looksLike, 'unreachable', buildResults(sampleInput([unreachableRun()])));
test(
  'two protocol versions',
  looksLike,
  'two-runs',
  buildResults(sampleInput([sampleRun(), sampleRun({ check: failedCheck }, { protocol: '3.1.1' })])),
);
test('a failure on 70 columns', looksLike, 'fail-narrow', failed, { width: 70 });

test('a pass fits a screen or two', (t) => {
  t.true(renderTerminal(sampleResults(), options).split('\n').length <= 60);
});

for (const width of [80, 100, 140]) {
  test(`no line of a pass is longer than ${width} columns`, (t) => {
    const lines = renderTerminal(sampleResults(), { ...options, width }).split('\n');
    t.deepEqual(
      lines.filter((line) => line.length > width),
      [],
    );
  });
}

test('colours only add to the text, and level 0 has none', (t) => {
  for (const results of [sampleResults(), failed]) {
    const plain = renderTerminal(results, options);
    const colored = renderTerminal(results, { ...options, colorLevel: 1 });
    t.is(stripVTControlCharacters(plain), plain);
    t.not(colored, plain);
    const trimmed = stripVTControlCharacters(colored)
      .split('\n')
      .map((line) => line.trimEnd());
    t.deepEqual(trimmed, plain.split('\n'));
  }
});

test('what a broker says cannot control the terminal', (t) => {
  const evil = '\u001b[2J\u001b[1;32mPASS\u202e\r\u0007\u009b31m';
  const finding = { ...duplicateFinding, topic: evil, client: evil, actual: evil, summary: evil };
  const witness = [{ tUs: 0, client: 1, connection: 1, direction: 'in' as const, text: evil }];
  const results = buildResults(
    sampleInput([
      sampleRun({
        check: { ...failedCheck, findings: [{ ...finding, witness }] },
        metrics: { ...emptySnapshot(), reasons: { [evil]: 1 } },
        stopReason: 'failed',
        stopDetail: evil,
        targetName: evil,
        expectations: [{ ...missed, examples: [evil] }],
      }),
    ]),
  );
  const text = renderTerminal(results, { ...options, files: [evil] });
  t.notRegex(text, /[^\P{C}\n]/u);
  t.true(text.includes('\\x1b[2J\\x1b[1;32mPASS\\u{202e}\\r\\x07\\x9b31m'));
});

test('without messages, checks and thresholds there are no empty tables', (t) => {
  const outcome = sampleOutcome({
    metrics: emptySnapshot(),
    check: nothingChecked,
    health: { verdict: 'pass', items: [] },
  });
  const text = renderTerminal(buildResults(sampleInput([sampleRun(outcome, { thresholds: [] })])), options);
  for (const heading of [
    'Thresholds',
    'Semantics',
    'Findings',
    'Latency',
    'Rates',
    'Timeline',
    'Reasons',
    'health',
  ]) {
    t.false(text.includes(heading), heading);
  }
  t.regex(text, /^INCONCLUSIVE/u);
});

test('findings beyond the first few are counted', (t) => {
  const findings = Array.from({ length: 8 }, (_, index) => ({
    ...duplicateFinding,
    summary: `finding ${index}`,
  }));
  const text = renderTerminal(
    sampleResults({ check: { ...failedCheck, findings, findingsOmitted: 4 } }),
    options,
  );
  t.true(text.includes('finding 4'));
  t.false(text.includes('finding 5'));
  t.true(text.includes('and 7 more'));
});

test('a shortfall of messages stands beside the rates', (t) => {
  const { metrics } = sampleOutcome();
  const counters = { ...metrics.counters, 'publish.late': 3, 'publish.dropped': 1 };
  const text = renderTerminal(sampleResults({ metrics: { ...metrics, counters } }), options);
  t.true(text.includes('3 messages late, 1 message dropped'));
});

test('two days of seconds are a timeline of as many columns as there are', (t) => {
  const { metrics } = sampleOutcome();
  const [row] = metrics.timeline;
  const timeline = Array.from(
    { length: 172_800 },
    (_, second) => ({ ...row, second }) as (typeof metrics.timeline)[number],
  );
  const text = renderTerminal(sampleResults({ metrics: { ...metrics, timeline } }), options);
  t.regex(text, /Timeline {2}one column about 2619 seconds/u);
  t.true(text.split('\n').every((line) => line.length <= 100));
});
