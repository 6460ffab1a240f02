/** The script that `completion` prints, in a real bash. */
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { runCli, temporaryFolder } from './run-cli.ts';

const PROGRAM = fileURLToPath(new URL('./main-process.js', import.meta.url));
const hasBash = spawnSync('bash', ['-c', '[ "${BASH_VERSINFO[0]}" -ge 4 ]']).status === 0;

/** A folder with a command `mqtt-bench` in it. */
function installed(): string {
  const folder = temporaryFolder();
  const path = join(folder, 'mqtt-bench');
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
  chmodSync(path, 0o755);
  return folder;
}

/** What bash offers where the last of these words is being typed. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const { out: script } = await runCli(['completion'], { env: { SHELL: '/bin/bash' } });
  const line = ['mqtt-bench', ...words];
  const ask = `${script}
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
"$(complete -p mqtt-bench | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync(
    'bash',
    ['--norc', '--noprofile', '-c', ask, 'bash', ...line],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      env: { PATH: `${installed()}${delimiter}${process.env['PATH'] ?? ''}`, SHELL: '/bin/bash' },
    },
  );
  if (status !== 0 || stderr !== '') throw new Error(stderr);
  return stdout.split('\n').filter((word) => word !== '');
}

const inBash = hasBash ? test.serial : test.serial.skip;

inBash('bash completes commands', async (t) => {
  t.deepEqual(await offered('val'), ['validate']);
});

inBash('bash completes names of scenarios, for every command that takes them', async (t) => {
  t.deepEqual(await offered('run', 'qos'), ['qos0', 'qos1', 'qos2', 'qos2-expiry']);
  t.deepEqual(await offered('run', 'qos2', 'will'), ['will', 'will-delay']);
  t.deepEqual(await offered('doctor', 'acl'), ['acl-isolation']);
});

inBash('bash completes options of the command, and their choices', async (t) => {
  t.deepEqual(await offered('run', 'qos2', '--dry'), ['--dry-run']);
  t.deepEqual(await offered('conformance', '--conc'), ['--concurrency']);
  t.deepEqual(await offered('run', '--protocol', '3'), ['3.1.1']);
});

inBash('bash completes names of profiles', async (t) => {
  t.deepEqual(await offered('run', 'qos2', '--profile', 'mosq'), ['mosquitto-2.0.11']);
});

inBash('where only a file can stand, bash is left to complete it', async (t) => {
  t.deepEqual(await offered('run', 'no-such-'), []);
  t.deepEqual(await offered('run', 'qos2', '--ca', 'p'), []);
});

test('there is a script for zsh too', async (t) => {
  const { code, out } = await runCli(['completion'], { env: { SHELL: '/usr/bin/zsh' } });
  t.is(code, 0);
  t.true(out.startsWith('#compdef mqtt-bench\n'));
});
