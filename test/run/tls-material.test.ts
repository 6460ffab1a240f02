import test from 'ava';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { certificateAuthentication } from '../../src/broker/auth/certificate.ts';
import { startBroker } from '../../src/broker/start.ts';
import { TlsMaterial } from '../../src/run/tls-material.ts';
import { testCertificates } from '../support/certificates.ts';
import { runText, summary } from '../support/run-scenario.ts';

function folderOf(t: { teardown: (fn: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'mqtt-bench-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('equal settings are one object, so that their connections share a secure context; others are not', (t) => {
  const folder = folderOf(t);
  for (const name of ['ca', 'a', 'b']) writeFileSync(join(folder, name), name);
  const material = new TlsMaterial();
  const of = (name: string): ReturnType<TlsMaterial['options']> =>
    material.options({
      caFile: join(folder, 'ca'),
      certFile: join(folder, name),
      keyFile: join(folder, name),
    });
  t.is(of('a'), of('a'));
  t.not(of('a'), of('b'));
  t.like(of('b'), { ca: ['ca'], cert: 'b', key: 'b' });
});

test('of many different settings only the newest are kept', (t) => {
  const folder = folderOf(t);
  const file = join(folder, 'ca');
  writeFileSync(file, 'ca');
  const material = new TlsMaterial();
  const of = (serverName: string): ReturnType<TlsMaterial['options']> =>
    material.options({ caFile: file, serverName });
  const first = of('0');
  for (let i = 1; i < 1_000; i += 1) of(String(i));
  t.is(of('0'), first);
  of('1000');
  t.not(of('0'), first);
});

/** Certificates `0.pem`, `1.pem`, … of `device-0`, `device-1`, …, and one of a stranger's authority. */
async function writeCertificates(
  folder: string,
  count: number,
): Promise<{ ca: string; serverCert: string; serverKey: string }> {
  const options = { keyType: 'ec', algorithm: 'sha256' } as const;
  const ca = await generate([{ name: 'commonName', value: 'devices' }], {
    ...options,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  for (let index = 0; index < count; index += 1) {
    const made = await generate([{ name: 'commonName', value: `device-${index}` }], {
      ...options,
      ca: { cert: ca.cert, key: ca.private },
      extensions: [{ name: 'extKeyUsage', clientAuth: true }],
    });
    writeFileSync(join(folder, `${index}.pem`), made.cert);
    writeFileSync(join(folder, `${index}-key.pem`), made.private);
  }
  const { ca: serverCa, server, otherClient } = await testCertificates();
  writeFileSync(join(folder, 'server-ca.pem'), serverCa);
  writeFileSync(join(folder, 'stranger.pem'), otherClient.cert);
  writeFileSync(join(folder, 'stranger-key.pem'), otherClient.key);
  return { ca: ca.cert, serverCert: server.cert, serverKey: server.key };
}

for (const [protocol, version] of [
  ['mqtts', 5],
  ['wss', 4],
] as const)
  test.serial(
    `each client shows its own certificate over ${protocol}, and a stranger's is refused`,
    async (t) => {
      const folder = folderOf(t);
      const { ca, serverCert, serverKey } = await writeCertificates(folder, 3);
      const names: string[] = [];
      const check = certificateAuthentication();
      const broker = await startBroker({
        listeners: [
          {
            protocol,
            host: '127.0.0.1',
            port: 0,
            tls: { cert: serverCert, key: serverKey, ca: [ca], requestClientCertificate: true },
          },
        ],
        authenticate: (credentials) => {
          names.push(`${credentials.clientId}: ${credentials.certificate?.commonName ?? ''}`);
          return check(credentials);
        },
      });
      t.teardown(() => broker.close());
      const outcome = await runText(
        `name: mutual
protocol: "${version === 5 ? '5.0' : '3.1.1'}"
clients:
  device:
    count: 3
    id: "id-\${index}"
    tls: { ca: ${folder}/server-ca.pem, cert: "${folder}/\${index}.pem", key: "${folder}/\${index}-key.pem" }
  stranger:
    count: 1
    connect-timeout: 5s
    tls: { ca: ${folder}/server-ca.pem, cert: "${folder}/stranger.pem", key: "${folder}/stranger-key.pem" }
steps:
  - connect: device
  - subscribe: { clients: device, filter: "d/#", qos: 1 }
  - publish: { clients: device, topic: "d/\${index}", qos: 1, count: 20, window: 5 }
  - drain: 5s
  - connect: stranger
`,
        { url: broker.urls[0] ?? '', version },
      );
      t.is(outcome.check.verdict, 'pass', summary(outcome));
      t.deepEqual(names.toSorted(), ['id-0: device-0', 'id-1: device-1', 'id-2: device-2']);
      t.is(outcome.check.semantics[0]?.delivered, 180);
      t.is(outcome.steps.at(-1)?.status, 'failed');
    },
  );
