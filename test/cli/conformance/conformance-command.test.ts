import test, { type ExecutionContext } from 'ava';
import { startBroker } from '../../../src/broker/start.ts';
import { runCli } from '../run-cli.ts';

interface Found {
  readonly verdict: string;
  readonly reason?: string;
}

async function verdictsOf(t: ExecutionContext, ...words: string[]): Promise<readonly Found[]> {
  const { out, err, code } = await runCli([
    'conformance',
    '--json',
    '--no-report',
    '--protocol',
    '5.0',
    ...words,
  ]);
  t.is(err, '');
  t.true(code === 0 || code === 4, `exit code ${code}`);
  const { versions } = JSON.parse(out) as { versions: readonly { cases: readonly Found[] }[] };
  return versions.flatMap(({ cases }) => cases);
}

test('a case that waits for long is skipped in a suite, and says how to have it run', async (t) => {
  const [found, ...others] = await verdictsOf(t, '--feature', 'no connect comes');
  t.is(others.length, 0);
  t.is(found?.verdict, 'skipped');
  t.regex(found?.reason ?? '', /it waits for 20 s.*--case 5:U-3\.1\.4-1$/u);
});

test('--case runs what it names, and the command ends with it, whatever Keep Alive the target wants', async (t) => {
  const broker = await startBroker({
    listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }],
    features: { serverKeepAliveS: 65_535 },
  });
  t.teardown(() => broker.close());
  const found = await verdictsOf(t, '--target', broker.urls[0] ?? '', '--case', '5:4.5.0-1');
  t.true(found.length > 0);
  t.true(found.every(({ verdict }) => verdict === 'pass'));
});
