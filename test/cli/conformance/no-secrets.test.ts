import test from 'ava';
import { present } from '../../../src/base/assert.ts';
import { findDefect } from '../../../src/broker/defects/index.ts';
import { startBroker } from '../../../src/broker/start.ts';
import { runCli } from '../run-cli.ts';

const PASSWORD = 'geheimnis';

test('no result of a suite with failures holds the password, neither as text nor as bytes', async (t) => {
  const defect = present(findDefect('session-present-never'), 'the defect');
  const broker = await startBroker({
    ...defect.apply({
      authenticate: ({ username, password }) =>
        Buffer.from(password ?? []).toString() === PASSWORD
          ? { ok: true, username }
          : { ok: false, reason: 'bad-credentials', message: 'no' },
    }),
    listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }],
  });
  t.teardown(() => broker.close());
  const login = ['--username', 'max', '--password', PASSWORD];
  const words = ['--json', '--no-report', '--protocol', '5.0', '--section', '3.2'];
  const { out } = await runCli(['conformance', ...words, '--target', broker.urls[0] ?? '', ...login]);
  const shown = Buffer.from('max').toString('hex') + '0009' + Buffer.from('*********').toString('hex');
  t.true(out.includes(shown), 'its CONNECT packets are told');
  t.false(out.includes(PASSWORD) || out.includes(Buffer.from(PASSWORD).toString('hex')));
});
