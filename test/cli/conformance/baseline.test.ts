import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { applyBaseline, mendedCases, readBaseline } from '../../../src/cli/conformance/baseline.ts';
import type { CaseReport, CaseVerdict, VersionReport } from '../../../src/results/conformance.ts';

function one(id: string, verdict: CaseVerdict): CaseReport {
  const told = {
    statement: '5:3.1.0-1',
    version: '5.0',
    section: '3.1',
    level: 'MUST',
    title: '',
    summary: '',
  } as const;
  return { id, verdict, ...told, notes: [], durationMs: 0, packets: [], replay: '' };
}

const report = (...cases: CaseReport[]): VersionReport => ({
  version: '5.0',
  problems: [],
  durationMs: 0,
  cases,
});

test('what failed in the baseline passes, what did not fails, and what is well now is told', (t) => {
  const known = new Set(['5:a', '5:mended']);
  const judged = applyBaseline(
    report(one('5:a', 'fail'), one('5:b', 'fail'), one('5:mended', 'pass')),
    known,
  );
  t.deepEqual(
    judged.cases.map(({ verdict }) => verdict),
    ['expected-failure', 'fail', 'pass'],
  );
  t.deepEqual(mendedCases([judged]), ['5:mended']);
});

test('a baseline is a conformance.json, and nothing else', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mqtt-bench-baseline-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'conformance.json');
  const versions = [report(one('5:a', 'fail'), one('5:b', 'pass'))];
  writeFileSync(path, JSON.stringify({ schema: 'mqtt-bench/conformance', versions }));
  t.deepEqual([...readBaseline(path)], ['5:a']);
  writeFileSync(path, '{}');
  t.throws(() => readBaseline(path), { code: 'bad-baseline' });
});
