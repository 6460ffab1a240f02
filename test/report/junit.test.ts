import fc from 'fast-check';
import test from 'ava';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { buildResults } from '../../src/results/build.ts';
import type { Results } from '../../src/results/model.ts';
import {
  badHealth,
  duplicateFinding,
  failedCheck,
  nothingChecked,
  sampleInput,
  sampleResults,
  sampleRun,
  unreachableRun,
} from '../results/samples.ts';
import { golden } from './golden.ts';
import { readJunit, redCases } from './read-back.ts';

await initHistograms();

const clauseText = (): string => 'Until PUBREL, a repeated PUBLISH is the same message.';

test('junit.xml of a failed run, as it is kept', (t) => {
  const xml = renderJunit(sampleResults({ check: failedCheck }), clauseText);
  t.is(xml, golden('junit-fail', xml));
});

const OUTCOMES: readonly (readonly [string, Results])[] = [
  ['a pass', sampleResults()],
  ['a broken promise', sampleResults({ check: failedCheck })],
  ['a generator that fell behind', sampleResults({ health: badHealth })],
  ['an interrupted run', sampleResults({ stopReason: 'interrupted' })],
  ['a threshold that stopped the run', sampleResults({ stopReason: 'aborted', stopDetail: 'p99' })],
  ['a step that failed', sampleResults({ stopReason: 'failed', stopDetail: 'x' })],
  ['nothing checked', sampleResults({ check: nothingChecked })],
  ['a target out of reach', buildResults(sampleInput([unreachableRun()]))],
  ['no run', buildResults(sampleInput([]))],
  [
    'a pass beside a failure',
    buildResults(sampleInput([sampleRun(), sampleRun({ check: failedCheck }, { protocol: '3.1.1' })])),
  ],
];

for (const [title, results] of OUTCOMES) {
  test(`junit.xml is red exactly where the exit code is: ${title}`, (t) => {
    const suites = readJunit(renderJunit(results));
    t.is(redCases(suites).length > 0, results.verdict !== 'pass');
    const hasFailure = redCases(suites).some(({ failure }) => failure !== undefined);
    t.is(hasFailure, results.verdict === 'fail');
  });

  test(`junit.xml counts what it holds: ${title}`, (t) => {
    for (const suite of readJunit(renderJunit(results))) {
      const count = (kind: 'failure' | 'error' | 'skipped'): string =>
        String(suite.testcase.filter((one) => one[kind] !== undefined).length);
      t.is(suite.tests, String(suite.testcase.length));
      t.is(suite.failures, count('failure'));
      t.is(suite.errors, count('error'));
      t.is(suite.skipped, count('skipped'));
      t.false(Number.isNaN(Date.parse(suite.timestamp)));
    }
  });
}

test('a failure has clause, expected, actual, packets and the command that repeats it', (t) => {
  const suites = readJunit(renderJunit(sampleResults({ check: failedCheck }), clauseText));
  const [red] = redCases(suites);
  t.is(red?.name, 'Q2-2 QoS 2 exactly once');
  const body = red?.failure?.text ?? '';
  for (const part of [
    '5:4.3.3-10  Until PUBREL',
    `expected:  ${duplicateFinding.expected}`,
    `actual:    ${duplicateFinding.actual}`,
    '#3.1 <- PUBLISH qos 2 id 17',
    'replay: mqtt-bench run scenarios/qos2.yaml --seed 7',
  ])
    t.true(body.includes(part), part);
});

test('what was not put to the test is skipped, and is no pass', (t) => {
  const [suite] = readJunit(renderJunit(sampleResults()));
  const will = suite?.testcase.find(({ name }) => name.startsWith('W1'));
  t.is(will?.skipped?.message, 'not put to the test');
});

test('both versions of a test have names of their own', (t) => {
  const results = buildResults(sampleInput([sampleRun(), sampleRun({}, { protocol: '3.1.1' })]));
  const names = readJunit(renderJunit(results)).flatMap(({ testcase }) =>
    testcase.map(({ classname, name }) => `${classname} ${name}`),
  );
  t.is(new Set(names).size, names.length);
});

test('whatever a broker says, the XML is well-formed and the text stays where it belongs', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const finding = { ...duplicateFinding, summary: text, actual: `${text}]]></failure>`, topic: text };
      const results = sampleResultsWith(finding);
      const suites = readJunit(renderJunit(results));
      t.is(suites.length, 1);
      t.is(redCases(suites).length, 1);
    }),
    { numRuns: 60 },
  );
});

const base = sampleResults({ check: failedCheck });

/** Without building the numbers anew each time. */
function sampleResultsWith(finding: typeof duplicateFinding): Results {
  const runs = base.runs.map((run) => ({ ...run, check: { ...run.check, findings: [finding] } }));
  return { ...base, runs };
}
