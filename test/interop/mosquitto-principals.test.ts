/** The profile of docs/acl.md on a Mosquitto that is set up as it says: every case about access runs, and passes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { mosquittoPath } from '../support/foreign-brokers.ts';
import { startMosquittoWithAccess } from '../support/mosquitto-acl.ts';
import { runCli } from '../cli/run-cli.ts';

const TEXT = readFileSync('docs/acl.md', 'utf8');
const USERS = ['bench', 'keeper', 'guest'].map((username) => ({
  username,
  password: `${username}-secret-4711`,
}));
const ENV = Object.fromEntries(
  USERS.map(({ username, password }) => [`${username.toUpperCase()}_PASSWORD`, password]),
);
const CASES = ['ACL-*', '3.3.5-2', '3.3.4-1/denied', '3.1.4-*', 'U-3.1.4-2', '4.3.3-9'];

const run = mosquittoPath() === undefined ? test.serial.skip : test.serial;

function blockWith(start: string): string {
  return TEXT.split('```').find((block) => block.replace(/^\w+\n/u, '').startsWith(start)) ?? '';
}

interface Found {
  readonly id: string;
  readonly verdict: string;
  readonly reason?: string;
  readonly actual?: string;
}

for (const prefix of ['311', '5'])
  run(`every case about access runs on Mosquitto with the profile of docs/acl.md: ${prefix}`, async (t) => {
    const acl = blockWith('user bench').split('\n').slice(1, -1);
    const broker = await startMosquittoWithAccess({ users: USERS, acl });
    const folder = mkdtempSync(join(tmpdir(), 'mqtt-bench-principals-'));
    t.teardown(async () => {
      rmSync(folder, { recursive: true });
      await broker.stop();
    });
    const { revoke, restore } = broker.hooks;
    const [taken = '', given = ''] = [revoke, restore].map((hook) =>
      JSON.stringify({ command: hook?.command ?? [], timeout: '20s' }),
    );
    const profile = join(folder, 'profile.yaml');
    const yaml = blockWith('name: Mosquitto with users').replace(/^yaml\n/u, '');
    const hooks = `hooks: { revoke: ${taken}, restore: ${given} }\n`;
    writeFileSync(profile, yaml.replace('mqtt://localhost:1883', broker.url) + hooks);
    const wanted = CASES.flatMap((id) => ['--case', `${prefix}:${id}`]);
    const { out, err } = await runCli(
      ['conformance', '--profile', profile, '--json', '--no-report', ...wanted],
      { env: ENV },
    );
    t.is(err, '');
    for (const { password } of USERS) {
      t.false(out.includes(password), 'a password is in the report');
      t.false(out.includes(Buffer.from(password).toString('hex')), 'a password is in the bytes of a packet');
    }
    const { versions } = JSON.parse(out) as { versions: readonly { cases: readonly Found[] }[] };
    const cases = versions
      .flatMap((version) => version.cases)
      .filter(({ id }) => /:(?:ACL|3\.3\.5|U-3\.1\.4)/u.test(id));
    t.true(cases.length > 10, `${cases.length} cases`);
    t.deepEqual(
      cases.filter(({ verdict }) => verdict !== 'pass'),
      [],
    );
  });
