import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import mqtt from 'mqtt';
import type { IClientOptions } from 'mqtt';
import { BenchError } from '../../src/base/errors.ts';
import { listenAddresses } from '../../src/cli/broker/broker-command.ts';
import { testCertificates } from '../support/certificates.ts';
import { runCli, temporaryFolder } from './run-cli.ts';
import type { CliResult } from './run-cli.ts';

/** Starts the broker, does something with its URLs, and interrupts it. */
async function withBroker(
  args: readonly string[],
  use: (urls: readonly string[]) => Promise<void>,
): Promise<CliResult> {
  let used: Promise<void> | undefined;
  const result = await runCli(['broker', '--port', '0', ...args], {
    watch: ({ out, err }, child) => {
      if (used !== undefined || !err.includes('serving')) return;
      used = use(out.trim().split('\n')).finally(() => child.kill('SIGINT'));
    },
  });
  await used;
  return result;
}

/** Connects and says goodbye; rejects when refused. */
async function connectOnce(url: string, options: IClientOptions = {}): Promise<void> {
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, connectTimeout: 5_000, ...options });
  await client.endAsync();
}

test('prints its URLs, serves npm mqtt over TCP and WebSocket, and ends with 0 on SIGINT', async (t) => {
  const { code, out } = await withBroker(['--ws-port', '0'], async (urls) => {
    t.is(urls.length, 2);
    t.true(urls[0]?.startsWith('mqtt://127.0.0.1:'));
    t.true(urls[1]?.startsWith('ws://127.0.0.1:'));
    for (const url of urls) await connectOnce(url);
  });
  t.is(code, 0);
  t.is(out.trim().split('\n').length, 2);
});

test('serves TLS with the given certificate', async (t) => {
  const certificates = await testCertificates();
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'cert.pem'), certificates.server.cert);
  writeFileSync(join(folder, 'key.pem'), certificates.server.key);
  const args = [
    '--tls-port',
    '0',
    '--tls-cert',
    join(folder, 'cert.pem'),
    '--tls-key',
    join(folder, 'key.pem'),
  ];
  const { code } = await withBroker(args, async ([, url = '']) => {
    t.true(url.startsWith('mqtts://'));
    await connectOnce(url, { ca: certificates.ca });
  });
  t.is(code, 0);
});

test('lets in only the given user, and never shows the password', async (t) => {
  const { out, err } = await withBroker(
    ['--username', 'someone', '--password', 's3cret'],
    async ([url = '']) => {
      await connectOnce(url, { username: 'someone', password: 's3cret' });
      await t.throwsAsync(connectOnce(url, { username: 'someone', password: 's3cres' }));
      await t.throwsAsync(connectOnce(url, { username: 'other', password: 's3cret' }));
      await t.throwsAsync(connectOnce(url));
    },
  );
  t.false(`${out}${err}`.includes('s3cret'));
});

test('a port in use is a sentence, not a stack trace', async (t) => {
  await withBroker([], async ([url = '']) => {
    const { code, out, err } = await runCli(['broker', '--port', new URL(url).port]);
    t.is(code, 2);
    t.is(out, '');
    t.regex(err, /^mqtt-bench: the broker cannot listen: .*EADDRINUSE.*\n {2}hint: .*\n$/u);
  });
});

const given = { host: '127.0.0.1', port: '1883' };

test('a certificate alone opens the usual TLS port', async (t) => {
  const certificates = await testCertificates();
  const folder = temporaryFolder();
  const [tlsCert, tlsKey] = [join(folder, 'c'), join(folder, 'k')];
  writeFileSync(tlsCert, certificates.server.cert);
  writeFileSync(tlsKey, certificates.server.key);
  t.like(listenAddresses({ ...given, tlsCert, tlsKey, ca: tlsCert })[1], {
    protocol: 'mqtts',
    port: 8883,
    tls: { requestClientCertificate: true },
  });
});

for (const [what, options] of [
  ['a port that is none', { port: '70000' }],
  ['a port in words', { wsPort: 'x' }],
  ['a TLS port without certificate', { tlsPort: '8883' }],
  ['a certificate without key', { tlsCert: 'cert.pem' }],
  ['an authority without certificate', { ca: 'ca.pem' }],
  ['a file that is not there', { tlsCert: '/nowhere/c.pem', tlsKey: '/nowhere/k.pem' }],
] as const) {
  test(`refuses ${what}`, (t) => {
    const error = t.throws(() => listenAddresses({ ...given, ...options }), { instanceOf: BenchError });
    t.is(error.kind, 'usage');
  });
}
