/** Mosquitto with users and an access control list, written to files of its own. */
import { pbkdf2Sync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

export async function startMosquittoWithAccess(access: MosquittoAccess): Promise<ForeignBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'mqtt-bench-acl-'));
  const files = { acl: join(folder, 'acl'), passwords: join(folder, 'passwords') };
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
      ...filled(access.head ?? []),
    ],
  );
  return {
    ...broker,
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
