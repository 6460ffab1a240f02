import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { initHistograms } from '../../../src/metrics/histogram.ts';
import { parseAnyResults } from '../../../src/results/kinds.ts';
import { sampleConformance } from '../../results/conformance-samples.ts';
import { sampleResults } from '../../results/samples.ts';
import { runCli, temporaryFolder } from '../run-cli.ts';

await initHistograms();

/** A run directory with one file in it. */
function runDirectory(file: string, content: unknown): string {
  const directory = temporaryFolder();
  writeFileSync(join(directory, file), typeof content === 'string' ? content : JSON.stringify(content));
  return directory;
}

test('results of a run are shown again from their directory, on any machine, with exit code 0', async (t) => {
  const { code, out, err } = await runCli(['report', runDirectory('results.json', sampleResults())]);
  t.is(err, '');
  t.is(code, 0);
  t.regex(out, /^PASS {2}qos2 {2}MQTT 5\.0/u);
});

test('with --out every form is written, and what is written can be read back', async (t) => {
  const out = join(temporaryFolder(), 'new', 'folder');
  const from = join(runDirectory('conformance.json', sampleConformance()), 'conformance.json');
  const result = await runCli(['report', from, '--out', out]);
  t.is(result.code, 0, result.err);
  t.deepEqual(result.out.trim().split('\n').sort(), filesBelow(out));
  t.true(filesBelow(out).includes(join(out, 'witness', '5-3.12.4-1.pcapng')));
  const copy = readFileSync(join(out, 'conformance.json'), 'utf8');
  t.deepEqual(parseAnyResults(copy, 'copy'), sampleConformance());
});

test('one text format is printed as it is; several want a folder', async (t) => {
  const directory = runDirectory('conformance.json', sampleConformance());
  const one = await runCli(['report', directory, '--format', 'md']);
  t.is(one.code, 0);
  t.regex(one.out, /^## ❌ FAIL: MQTT conformance/u);
  const several = await runCli(['report', directory, '--format', 'md,junit']);
  t.is(several.code, 2);
  t.regex(several.err, /several are written\n {2}hint: say where with --out/u);
});

test('several results of the suite are one matrix of brokers and statements, which can be shown again', async (t) => {
  const [one, other] = [sampleConformance(), sampleConformance()].map((report) =>
    runDirectory('conformance.json', report),
  );
  const { code, out, err } = await runCli(['report', `One=${one}`, `Other=${other}`, '--no-color']);
  t.is(code, 0, err);
  t.regex(out, /1 {2}One {3,}.*1 fail\n/u);
  t.regex(out, /5:3\.12\.4-1 {2}MUST {2}✗ {2}✗\n/u);
  const folder = temporaryFolder();
  await runCli(['report', `One=${one}`, `Other=${other}`, '--out', folder]);
  t.deepEqual(readdirSync(folder).sort(), [
    'matrix.csv',
    'matrix.json',
    'report.html',
    'report.md',
    'report.txt',
  ]);
  const again = await runCli(['report', folder, '--no-color']);
  t.is(again.out, out);
  const mixed = await runCli(['report', `${one}`, runDirectory('results.json', sampleResults())]);
  t.is(mixed.code, 2);
  t.regex(mixed.err, /only results of the conformance suite make one report together/u);
});

test('what cannot be read is an error with its place and a hint, exit code 2', async (t) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'empty'));
  const cases: readonly (readonly [string, RegExp])[] = [
    [join(folder, 'none'), /none: there is no such file or directory\n {2}hint: name a run directory/u],
    [join(folder, 'empty'), /empty: it holds none of results\.json, conformance\.json/u],
    [runDirectory('results.json', '{"schema":'), /results\.json: not JSON: .*\n {2}hint: /u],
    [
      runDirectory('results.json', { ...sampleResults(), runs: [{}] }),
      /results\.json: runs\[0\]\.protocol: is missing\n {2}hint: /u,
    ],
  ];
  for (const [argument, message] of cases) {
    const { code, out, err } = await runCli(['report', argument]);
    t.is(code, 2);
    t.is(out, '');
    t.regex(err, message);
  }
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
