import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { appendJobSummary } from '../../../src/cli/report/job-summary.ts';
import { initHistograms } from '../../../src/metrics/histogram.ts';
import { sampleConformance } from '../../results/conformance-samples.ts';
import { sampleResults } from '../../results/samples.ts';
import { temporaryFolder } from '../run-cli.ts';

await initHistograms();

/** Warnings that came of it. */
function append(path: string | undefined, results = [sampleResults(), sampleConformance()] as const): string {
  let warnings = '';
  const io = {
    env: path === undefined ? {} : { GITHUB_STEP_SUMMARY: path },
    err: (text: string) => (warnings += text),
  };
  for (const one of results) appendJobSummary(one, io);
  return warnings;
}

test('the Markdown of every report is appended to the summary of the CI job', (t) => {
  const path = join(temporaryFolder(), 'summary.md');
  writeFileSync(path, '# mine\n');
  t.is(append(path), '');
  const text = readFileSync(path, 'utf8');
  t.regex(text, /^# mine\n## ✅ PASS: qos2\n/u);
  t.regex(text, /\n\n## ❌ FAIL: MQTT conformance\n/u);
});

test('where there is no summary nothing is written', (t) => {
  t.is(append(undefined), '');
  t.is(append(''), '');
});

test('a summary that cannot be written, or is full, is a warning', (t) => {
  const folder = temporaryFolder();
  t.regex(append(folder), /^mqtt-bench: warning: no summary for the CI job \(GITHUB_STEP_SUMMARY\): /u);
  mkdirSync(join(folder, 'x'));
  const full = join(folder, 'full.md');
  writeFileSync(full, 'x'.repeat(1024 * 1024 - 10));
  t.regex(append(full), /the summary of a step has 1048576 bytes at most/u);
  t.is(readFileSync(full).length, 1024 * 1024 - 10);
});
