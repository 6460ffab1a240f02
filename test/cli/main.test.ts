import { readFileSync } from 'node:fs';
import test from 'ava';
import { runCli } from './run-cli.ts';

test('--help shows the commands and the exit codes, on stdout', async (t) => {
  const { code, out, err } = await runCli(['--help']);
  t.is(code, 0);
  t.is(err, '');
  for (const word of ['run', 'validate', 'doctor', 'broker', '2 usage', '130'])
    t.true(out.includes(word), word);
});

for (const command of ['run', 'validate', 'doctor', 'broker']) {
  test(`${command} --help shows its options`, async (t) => {
    const { code, out, err } = await runCli([command, '--help']);
    t.is(code, 0);
    t.is(err, '');
    t.regex(out, new RegExp(`^mqtt-bench ${command}`, 'u'));
  });
}

test('--version prints the version of the package', async (t) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  t.deepEqual(await runCli(['--version']), { code: 0, out: `${version}\n`, err: '' });
});

const refuses = test.macro({
  exec: async (t, args: readonly string[], message: string, hint: string) => {
    const { code, out, err } = await runCli(args);
    t.is(code, 2);
    t.is(out, '');
    t.is(err, `mqtt-bench: ${message}\n  hint: ${hint}\n`);
  },
  title: (title) => `${title ?? ''} ends with 2, a sentence and a hint`,
});

test('no command', refuses, [], 'a command is missing', 'mqtt-bench --help shows what there is');
test('a mistyped command', refuses, ['rnu'], 'there is no command rnu', 'did you mean `run`?');
test(
  'a file without a command',
  refuses,
  ['a/b.yaml'],
  'there is no command a/b.yaml',
  'did you mean `mqtt-bench run a/b.yaml`?',
);
test(
  'a mistyped option',
  refuses,
  ['run', 'qos2', '--sead=1'],
  'there is no option --sead',
  'did you mean `--seed`?',
);
test('a mistyped scenario', refuses, ['run', 'qso2'], 'there is no scenario qso2', 'did you mean `qos2`?');

test('a mistyped option never shows its value', async (t) => {
  for (const args of [['--pasword=s3cret'], ['--pasword', 's3cret']]) {
    const { out, err } = await runCli(['run', 'qos2', ...args]);
    t.false(`${out}${err}`.includes('s3cret'));
  }
});

test('the installed command starts main', (t) => {
  const bin = readFileSync('bin/mqtt-bench.js', 'utf8');
  t.true(bin.startsWith('#!/usr/bin/env node\n'));
  t.true(bin.includes("from '../dist/cli/main.js'"));
});
