import test from 'ava';
import { compareConformance } from '../../../src/results/compare/compare-conformance.ts';
import type { Comparison } from '../../../src/results/comparison.ts';
import type { CaseVerdict, ConformanceReport, VersionReport } from '../../../src/results/conformance.ts';
import { compareInput, p99Gate } from '../comparison-samples.ts';
import { sampleCase, sampleConformance, sampleVersion } from '../conformance-samples.ts';

function suite(
  cases: Readonly<Record<string, CaseVerdict>>,
  change: Partial<VersionReport> = {},
): ConformanceReport {
  const all = Object.entries(cases).map(([id, verdict]) => sampleCase(id, verdict));
  const isFailed = all.some(({ verdict }) => verdict === 'fail');
  return sampleConformance({ verdict: isFailed ? 'fail' : 'pass', versions: [sampleVersion(all, change)] });
}

const GATE = { kind: 'new-failures', text: 'new-failures' } as const;

function compared(
  base: readonly ConformanceReport[],
  now: readonly ConformanceReport[],
  ...gates: Parameters<typeof compareInput>[2] & object
): Comparison {
  return compareConformance(compareInput(base, now, gates));
}

const BASE = suite({ '5:a': 'pass', '5:b': 'fail', '5:c': 'pass', '5:d': 'pass', '5:e': 'expected-failure' });

test('new failures, what is fixed, what changed otherwise and what did not run are told apart', (t) => {
  const now = suite({ '5:a': 'fail', '5:b': 'pass', '5:c': 'inconclusive', '5:e': 'fail', '5:f': 'fail' });
  const { cases, verdict } = compared([BASE], [now], GATE);
  t.deepEqual(
    cases.map(({ id, kind }) => [id, kind]),
    [
      ['5:a', 'new failure'],
      ['5:b', 'fixed'],
      ['5:c', 'changed'],
      ['5:d', 'not run'],
      ['5:e', 'changed'],
      ['5:f', 'new failure'],
    ],
  );
  t.is(verdict, 'fail');
});

test('known failures are no new ones', (t) => {
  const { verdict, gates } = compared([BASE], [suite({ '5:a': 'pass', '5:b': 'fail' })], GATE);
  t.is(verdict, 'pass');
  t.is(gates[0]?.explanation, 'nothing fails that did not before, but 3 cases of before were not run now');
});

test('of several runs the worst counts: what failed once before is not new', (t) => {
  t.is(
    compared([suite({ '5:a': 'pass' }), suite({ '5:a': 'fail' })], [suite({ '5:a': 'fail' })], GATE).verdict,
    'pass',
  );
  t.is(
    compared([suite({ '5:a': 'pass' })], [suite({ '5:a': 'pass' }), suite({ '5:a': 'fail' })], GATE).verdict,
    'fail',
  );
});

test('that nothing is new needs a run that was well, and the same versions', (t) => {
  t.is(compared([BASE], [suite({ '5:a': 'pass' }, { problems: ['it died'] })], GATE).verdict, 'inconclusive');
  const missing = sampleConformance({ versions: [sampleVersion([], { unsupported: 'refused' })] });
  t.is(compared([BASE], [missing], GATE).verdict, 'inconclusive');
  t.is(compared([missing], [missing], GATE).verdict, 'pass');
});

test('a worse verdict is a gate, and metrics are none', (t) => {
  const [good, bad] = [suite({ '5:a': 'pass' }), suite({ '5:a': 'fail' })];
  const gate = { kind: 'verdict', text: 'verdict' } as const;
  t.is(compared([good], [bad], gate).verdict, 'fail');
  t.is(compared([bad], [good], gate).verdict, 'pass');
  t.is(compared([good], [good], p99Gate('share', 0.1)).verdict, 'inconclusive');
});
