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

for (const command of ['run', 'validate', 'doctor', 'broker', 'init']) {
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

const HELP = 'mqtt-bench --help shows what there is';
const RUN_HELP = 'mqtt-bench run --help shows what there is';
const BROKER_HELP = 'mqtt-bench broker --help shows what there is';

test('an option without a command', refuses, ['--target', 'x'], 'a command is missing', HELP);
test('a command without its argument', refuses, ['run'], 'run needs a scenario', RUN_HELP);
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
test(
  'an option of another command',
  refuses,
  ['run', 'qos2', '--repeat', '2'],
  'there is no option --repeat',
  'did you mean `--report`?',
);
test(
  'a mistyped negation',
  refuses,
  ['run', 'qos2', '--no-reprot'],
  'there is no option --no-reprot',
  'did you mean `--no-report`?',
);
test('a word too many', refuses, ['broker', 'now'], 'now is one argument too many', BROKER_HELP);
test(
  'a mistyped profile',
  refuses,
  ['run', 'qos2', '--profile', 'mosquito-2.0.11'],
  'there is no profile mosquito-2.0.11',
  'did you mean `mosquitto-2.0.11`?',
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
