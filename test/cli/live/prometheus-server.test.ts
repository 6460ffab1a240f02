import test from 'ava';
import { servePrometheus } from '../../../src/cli/live/prometheus-server.ts';

const ANY = { host: '127.0.0.1', port: 0 };

test('GET /metrics is answered with what is to be told, and nothing else is', async (t) => {
  let count = 0;
  const server = await servePrometheus(ANY, () => `a ${(count += 1)}\n`);
  t.teardown(() => server.close());
  const first = await fetch(`${server.url}?name[]=a`);
  t.is(first.status, 200);
  t.is(first.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  t.is(await first.text(), 'a 1\n');
  const posted = await fetch(server.url, { method: 'POST', body: 'x' });
  t.is(posted.status, 405);
  t.is(posted.headers.get('allow'), 'GET');
  t.is((await fetch(server.url.replace('/metrics', '/'))).status, 404);
  t.is(await (await fetch(server.url)).text(), 'a 2\n');
});

test('a port that is taken is an error with a hint', async (t) => {
  const server = await servePrometheus(ANY, () => '');
  t.teardown(() => server.close());
  const port = Number(new URL(server.url).port);
  const error = await t.throwsAsync(servePrometheus({ ...ANY, port }, () => ''));
  t.like(error, { kind: 'environment', code: 'cannot-listen' });
});
