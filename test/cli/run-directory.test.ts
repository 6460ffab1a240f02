import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { BenchError } from '../../src/base/errors.ts';
import { createRunDirectory, directoryName, writeRunFile } from '../../src/cli/run/run-directory.ts';
import { scenarioFile, temporaryFolder } from './run-cli.ts';

const STARTED = '2026-01-02T03:04:05.678Z';

test('each run has a directory of its own, even within one second', (t) => {
  const out = temporaryFolder();
  const made = [1, 2, 3].map(() => createRunDirectory(out, 'qos2', STARTED));
  t.deepEqual(
    made.map((path) => path.slice(out.length)),
    ['/qos2/2026-01-02T03-04-05Z', '/qos2/2026-01-02T03-04-05Z-2', '/qos2/2026-01-02T03-04-05Z-3'],
  );
});

test('any name of a scenario is one plain folder', (t) => {
  t.is(directoryName('qos2'), 'qos2');
  t.is(directoryName('../../etc/passwd'), '..-..-etc-passwd');
  t.is(directoryName('..'), 'scenario');
  t.is(directoryName(''), 'scenario');
  t.is(directoryName('one two/ü'), 'one-two-');
  t.is(directoryName('x'.repeat(500)).length, 80);
});

test('files are written whole, and nothing else is left', (t) => {
  const directory = createRunDirectory(temporaryFolder(), 'qos2', STARTED);
  const path = writeRunFile(directory, 'results.json', '{}');
  writeRunFile(directory, 'results.json', '{"a":1}');
  t.is(path, join(directory, 'results.json'));
  t.is(readFileSync(path, 'utf8'), '{"a":1}');
  t.deepEqual(readdirSync(directory), ['results.json']);
});

test('a place that cannot be written to is an error of the environment, with a hint', (t) => {
  const file = scenarioFile('');
  for (const write of [() => createRunDirectory(file, 'qos2', STARTED), () => writeRunFile(file, 'a', 'b')]) {
    const error = t.throws(write, { instanceOf: BenchError });
    t.is(error.kind, 'environment');
    t.regex(error.hint ?? '', /--out/u);
  }
});
