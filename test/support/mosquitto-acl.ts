/** Mosquitto with users and an access control list, written to files of its own. */
import { pbkdf2Sync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hook, Hooks } from '../../src/scenario/profile-types.ts';
import { startMosquitto, type ForeignBroker } from './foreign-brokers.ts';

export interface MosquittoAccess {
  readonly users: readonly { readonly username: string; readonly password: string }[];
  /** Lines of the ACL file. */
  readonly acl: readonly string[];
  /** Instead of the lines that put both files in force; `{acl}` and `{passwords}` stand for their paths. */
  readonly config?: readonly string[];
  /** The same, before the listener. */
  readonly head?: readonly string[];
}

/** What a careful operator writes. */
export const CAREFUL = ['allow_anonymous false', 'password_file {passwords}', 'acl_file {acl}'];

const ITERATIONS = 101;

export interface MosquittoWithAccess extends ForeignBroker {
  /** What an operator would write to withdraw rights: the users' parts leave the ACL file, and Mosquitto reads it anew. */
  readonly hooks: Pick<Hooks, 'revoke' | 'restore'>;
}

/**
 * Argument 1 is the ACL file as it should be, 2 the one in force, 3 the process, 4 its log. It ends when Mosquitto has said
 * that it reads its configuration: it does nothing else before it has done so.
 */
const CHANGE_RIGHTS = `
const fs = require('node:fs');
const [whole, inForce, pid, log] = process.argv.slice(1);
const gone = new Set(JSON.parse(process.env.MQTT_BENCH_USERNAMES ?? '[]').map((name) => 'user ' + name));
let mute = false;
const lines = fs.readFileSync(whole, 'utf8').split('\\n').filter((line) => {
  if (line.startsWith('user ')) mute = gone.has(line);
  return !mute;
});
const reloads = () => fs.readFileSync(log, 'utf8').split('Reloading config').length;
const before = reloads();
fs.writeFileSync(inForce, lines.join('\\n'));
process.kill(Number(pid), 'SIGHUP');
const look = () => reloads() > before || setTimeout(look, 20);
look();
`;

export async function startMosquittoWithAccess(access: MosquittoAccess): Promise<MosquittoWithAccess> {
  const folder = mkdtempSync(join(tmpdir(), 'mqtt-bench-acl-'));
  const files = {
    acl: join(folder, 'acl'),
    whole: join(folder, 'whole'),
    passwords: join(folder, 'passwords'),
    log: join(folder, 'log'),
  };
  writeFileSync(files.whole, [...access.acl, ''].join('\n'));
  writeFileSync(files.log, '');
  writeFileSync(files.acl, [...access.acl, ''].join('\n'));
  writeFileSync(files.passwords, access.users.map((user) => `${passwordLine(user)}\n`).join(''));
  const filled = (lines: readonly string[]): string[] =>
    lines.map((line) => line.replace('{acl}', files.acl).replace('{passwords}', files.passwords));
  const broker = await startMosquitto(
    ['max_queued_messages 1000', ...filled(access.config ?? CAREFUL)],
    [
      // Mosquitto gives up the rights of root, and could not read its files any more.
      ...(process.getuid?.() === 0 ? ['user root'] : []),
      'set_tcp_nodelay true',
      `log_dest file ${files.log}`,
      'log_type information',
      ...filled(access.head ?? []),
    ],
  );
  const change: Hook = {
    command: [process.execPath, '-e', CHANGE_RIGHTS, files.whole, files.acl, String(broker.pid), files.log],
    timeout: 20_000_000,
  };
  return {
    ...broker,
    hooks: { revoke: change, restore: change },
    stop: async () => {
      await broker.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As `mosquitto_passwd` writes it: PBKDF2 with SHA-512. */
function passwordLine({ username, password }: MosquittoAccess['users'][number]): string {
  const salt = Buffer.from('mqtt-bench-t');
  const hash = pbkdf2Sync(password, salt, ITERATIONS, 64, 'sha512');
  return `${username}:$7$${ITERATIONS}$${salt.toString('base64')}$${hash.toString('base64')}`;
}
