import test from 'ava';
import { applyExpectations } from '../../src/conformance/expectations.ts';
import type { CaseReport, CaseVerdict, VersionReport } from '../../src/results/conformance.ts';

function one(id: string, verdict: CaseVerdict, actual?: string): CaseReport {
  return {
    ...{
      id,
      statement: id.replace(/\/.*$/u, ''),
      version: '5.0',
      section: '3.1',
      level: 'MUST',
      title: '',
      summary: '',
    },
    ...{ verdict, notes: [], durationMs: 0, packets: [], replay: '' },
    ...(actual === undefined ? {} : { actual }),
  };
}

function verdicts(cases: readonly CaseReport[], contains: string, id = '5:1-1'): string[] {
  const report: VersionReport = { version: '5.0', problems: [], durationMs: 0, cases };
  return applyExpectations(report, [{ id, reason: 'known', contains }]).cases.map(({ verdict }) => verdict);
}

test('a failure that the profile knows is an expected one', (t) => {
  t.deepEqual(verdicts([one('5:1-1/a', 'fail', 'it stays open')], 'stays open'), ['expected-failure']);
});

test('an expected failure that fails for another reason is an error', (t) => {
  t.deepEqual(verdicts([one('5:1-1/a', 'fail', 'no answer')], 'stays open'), ['unexpected-pass']);
});

test('an expected failure that passes is an error, told once for a statement', (t) => {
  t.deepEqual(verdicts([one('5:1-1/a', 'pass'), one('5:1-1/b', 'pass')], 'x'), ['unexpected-pass', 'pass']);
});

test('what did not run is no evidence against an expectation', (t) => {
  t.deepEqual(verdicts([one('5:1-1', 'skipped')], 'x'), ['skipped']);
  t.deepEqual(verdicts([one('5:1-1', 'inconclusive')], 'x'), ['inconclusive']);
});

test('an expectation of a case does not take the place of those of other cases of its statement', (t) => {
  const cases = [one('5:1-1', 'fail', 'is accepted'), one('5:1-1/a', 'fail', 'CONNACK: is accepted')];
  const report: VersionReport = { version: '5.0', problems: [], durationMs: 0, cases };
  const expected = [
    { id: '5:1-1', reason: 'known', contains: 'is accepted' },
    { id: '5:1-1/a', reason: 'known', contains: 'CONNACK' },
  ];
  t.deepEqual(
    applyExpectations(report, expected).cases.map(({ verdict }) => verdict),
    ['expected-failure', 'expected-failure'],
  );
});
