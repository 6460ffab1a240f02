import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { initHistograms } from '../../../src/metrics/histogram.ts';
import { parseAnyResults } from '../../../src/results/kinds.ts';
import { scaledResults } from '../../results/comparison-samples.ts';
import { sampleConformance } from '../../results/conformance-samples.ts';
import { badHealth } from '../../results/samples.ts';
import { runCli, temporaryFolder } from '../run-cli.ts';

await initHistograms();

const folder = temporaryFolder();

function put(name: string, file: string, content: unknown): string {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, file), JSON.stringify(content));
  return name;
}

put('usual', 'results.json', scaledResults(1));
put('slow', 'results.json', scaledResults(1.5));
put('starved', 'results.json', scaledResults(1.5, { health: badHealth }));
put('suite', 'conformance.json', sampleConformance());
for (const [index, scale] of [1, 1.01, 1.02].entries())
  put(`old/${index}`, 'results.json', scaledResults(scale));
for (const [index, scale] of [1.5, 1.51, 1.52].entries())
  put(`now/${index}`, 'results.json', scaledResults(scale));

const compare = (...args: string[]) => runCli(['compare', ...args], { cwd: folder });
const GATE = ['--fail-on', 'e2e.latency.p99 > +10%'];

test('compare shows both sides and ends with 0 where no gate is wanted', async (t) => {
  const { code, out, err } = await compare('usual', 'slow', '--no-color');
  t.is(err, '');
  t.is(code, 0);
  t.regex(out, /^COMPARED: 1 run before, 1 now\n/u);
  t.regex(out, /e2e\.latency\.p99 +1\.8ms +2\.7ms +\+901µs +\+50\.1 %\n/u);
});

test('a gate that fails is exit code 1, one that holds 0, one that proves nothing 4, a wrong one 2', async (t) => {
  t.is((await compare('usual', 'slow', ...GATE)).code, 1);
  t.is((await compare('slow', 'usual', ...GATE)).code, 0);
  const starved = await compare('usual', 'starved', ...GATE);
  t.is(starved.code, 4);
  t.regex(starved.out, /INCONCLUSIVE/u);
  const wrong = await compare('usual', 'slow', '--fail-on', 'latency > +10%');
  t.is(wrong.code, 2);
  t.regex(wrong.err, /--fail-on 'latency > \+10%': `latency` is not a metric/u);
});

test('repeats are given as lists, patterns or folders of run directories', async (t) => {
  const out = join(folder, 'written');
  const { code, err } = await compare('--base', 'old/0,old/1,old/2', '--new', 'now/*', ...GATE, '--out', out);
  t.is(code, 1, err);
  const comparison = parseAnyResults(readFileSync(join(out, 'comparison.json'), 'utf8'), 'comparison.json');
  t.like(comparison, { verdict: 'fail', base: { length: 3 }, new: { length: 3 } });
  t.true(existsSync(join(out, 'report.md')));
  const again = await runCli(['report', out], { cwd: folder });
  t.regex(again.out, /FAIL: 3 runs before, 3 now/u);
  t.is((await compare('--base', 'old', '--new', 'now', ...GATE)).code, 1);
});

test('in a CI job the comparison is in its summary', async (t) => {
  const summary = join(folder, 'summary.md');
  const env = { GITHUB_STEP_SUMMARY: summary };
  await runCli(['compare', 'usual', 'slow', ...GATE], { cwd: folder, env });
  t.regex(readFileSync(summary, 'utf8'), /^## ❌ FAIL: 1 run before, 1 now\n/u);
});

test('kinds that differ, and sides that are not clear, are errors of usage', async (t) => {
  const kinds = await compare('usual', 'suite');
  t.is(kinds.code, 2);
  t.regex(kinds.err, /cannot be compared: mqtt-bench\/results, mqtt-bench\/conformance/u);
  for (const args of [['usual'], ['usual', 'slow', '--base', 'old/0'], []])
    t.is((await compare(...args)).code, 2, args.join(' '));
  t.is((await compare('suite', 'suite', '--fail-on', 'new-failures')).code, 0);
});
