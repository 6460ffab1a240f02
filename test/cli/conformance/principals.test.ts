/** Who connects, as a profile has it: passwords and their files, certificates, names; and what is said where nobody is named. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { aclAccess } from '../../../src/broker/acl.ts';
import { certificateAuthentication } from '../../../src/broker/auth/certificate.ts';
import { startBroker } from '../../../src/broker/start.ts';
import { readProfile } from '../../../src/cli/conformance/profile.ts';
import { testCertificates } from '../../support/certificates.ts';
import { runCli } from '../run-cli.ts';

interface Found {
  readonly id: string;
  readonly verdict: string;
  readonly reason?: string;
}

function folderOf(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mqtt-bench-principals-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function verdictsOf(t: ExecutionContext, ...words: string[]): Promise<readonly Found[]> {
  const { out, err } = await runCli(['conformance', '--json', '--no-report', '--protocol', '5.0', ...words]);
  t.is(err, '');
  const { versions } = JSON.parse(out) as { versions: readonly { cases: readonly Found[] }[] };
  return versions.flatMap(({ cases }) => cases);
}

const some = (...ids: readonly string[]): string[] => ids.flatMap((id) => ['--case', id]);

test('the embedded broker lacks nothing that a profile can supply', async (t) => {
  const cases = await verdictsOf(t, ...some('5:ACL-*', '5:3.1.4-2', '5:4.3.3-9', '5:4.12.*', '5:6.0.0-*'));
  t.true(cases.length > 25, `${cases.length} cases`);
  const others = cases.filter(({ verdict, id }) => verdict !== 'pass' && !id.endsWith('/passive'));
  t.deepEqual(others, []);
});

test('a target without principals is told which key would have a case run', async (t) => {
  const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
  t.teardown(() => broker.close());
  const ids = some(
    '5:ACL-1',
    '5:ACL-2',
    '5:ACL-d/revoked',
    '5:ACL-e',
    '5:3.1.4-2',
    '5:4.12.0-2',
    '5:6.0.0-4',
  );
  const cases = await verdictsOf(t, '--target', broker.urls[0] ?? '', ...ids);
  t.true(cases.length > 6);
  for (const { id, verdict, reason = '' } of cases.filter((one) => !one.id.endsWith('/passive'))) {
    t.is(verdict, 'skipped', id);
    t.regex(
      reason,
      /`(?:refused: true|denied: \{|allowed: \{|revoke|enhanced-authentication|websocket)/u,
      id,
    );
  }
});

test('a password is read from its file, without the end of its line', (t) => {
  const folder = folderOf(t, { secret: 'hunter2\n' });
  const file = join(folder, 'x.yaml');
  writeFileSync(
    file,
    `name: x\nprincipals: { one: { username: one, password-file: '${join(folder, 'secret')}' } }\n`,
  );
  t.is(Buffer.from(readProfile(file, {}).principals[0]?.password ?? []).toString(), 'hunter2');
  writeFileSync(file, `name: x\nprincipal: { username: one, password-file: '${join(folder, 'none')}' }\n`);
  t.throws(() => readProfile(file, {}), { message: /`password-file` of the profile: .*none/u });
});

test('the short keys are principals as well', (t) => {
  const folder = folderOf(t, {
    'x.yaml': `name: x\nrefused: { username: nobody }\ndenied-topic: secret/*\n`,
  });
  const { principal, principals } = readProfile(join(folder, 'x.yaml'), {});
  t.deepEqual(principal?.denied, { publish: ['secret/*'], subscribe: [] });
  t.deepEqual(
    principals.map(({ name, username, isRefused }) => ({ name, username, isRefused })),
    [{ name: 'refused', username: 'nobody', isRefused: true }],
  );
});

test('principals have certificates of their own, and one that is not trusted is refused', async (t) => {
  const { ca, server, client, otherClient } = await testCertificates();
  const broker = await startBroker({
    listeners: [
      {
        protocol: 'mqtts',
        host: '127.0.0.1',
        port: 0,
        tls: { ...server, ca: [ca], requestClientCertificate: true },
      },
    ],
    authenticate: certificateAuthentication(),
    access: aclAccess({
      rules: [{ effect: 'deny', action: 'publish', filter: 'kept/#' }],
      otherwise: 'allow',
    }),
  });
  t.teardown(() => broker.close());
  const folder = folderOf(t, {
    'ca.pem': ca,
    'client.pem': client.cert,
    'client.key': client.key,
    'other.pem': otherClient.cert,
    'other.key': otherClient.key,
  });
  const certificate = (name: string): string =>
    `cert: '${join(folder, name)}.pem', key: '${join(folder, name)}.key'`;
  const profile = join(folder, 'profile.yaml');
  writeFileSync(
    profile,
    `name: with certificates
url: ${broker.urls[0] ?? ''}
principal: { ${certificate('client')} }
principals:
  impostor: { ${certificate('other')}, refused: true }
`,
  );
  const cases = await verdictsOf(
    t,
    '--profile',
    profile,
    '--ca',
    join(folder, 'ca.pem'),
    ...some('5:3.1.4-2'),
  );
  t.deepEqual(
    cases.filter(({ id }) => id === '5:3.1.4-2').map(({ verdict, reason }) => ({ verdict, reason })),
    [{ verdict: 'pass', reason: undefined }],
  );
});
