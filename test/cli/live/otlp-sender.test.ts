import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { OtlpSender } from '../../../src/cli/live/otlp-sender.ts';

interface Received {
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A receiver that gives these answers in turn, and goes on with the last one. */
async function receiver(t: ExecutionContext, ...statuses: number[]) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(statuses[Math.min(received.length, statuses.length) - 1] ?? 200);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/metrics` };
}

function sender(url: string, headers: Readonly<Record<string, string>> = {}) {
  const warnings: string[] = [];
  const clock = { nowMs: 0 };
  const one = new OtlpSender({
    ...{ url, headers },
    warn: (message) => warnings.push(message),
    nowMs: () => clock.nowMs,
  });
  return { one, warnings, clock };
}

test('figures go out as JSON, with the headers that are wanted', async (t) => {
  const { received, url } = await receiver(t, 200);
  const { one, warnings } = sender(url, { authorization: 'Bearer s3cret' });
  one.offer(() => '{"a":1}');
  await one.flush(() => '{"a":2}');
  t.deepEqual(
    received.map(({ body }) => body),
    ['{"a":1}', '{"a":2}'],
  );
  t.like(received[0]?.headers, { 'content-type': 'application/json', authorization: 'Bearer s3cret' });
  t.deepEqual(warnings, []);
});

test('while it sends, what is offered is left to the next time', async (t) => {
  const { received, url } = await receiver(t, 200);
  const { one } = sender(url);
  for (const text of ['1', '2', '3']) one.offer(() => text);
  await one.flush(() => 'last');
  t.deepEqual(
    received.map(({ body }) => body),
    ['1', 'last'],
  );
});

test('a receiver that is overloaded is left alone for a while, and told about once', async (t) => {
  const { received, url } = await receiver(t, 503, 503, 200);
  const { one, warnings, clock } = sender(url);
  one.offer(() => '1');
  await one.flush(() => '2');
  t.is(received.length, 3, 'the last figures are tried again at once');
  t.is(warnings.length, 1);
  t.regex(warnings[0] ?? '', /answers 503; it is tried again/u);
  clock.nowMs += 1;
  const { length } = received;
  one.offer(() => '3');
  await one.flush(() => '4');
  t.true(received.length > length);
});

test('after a failure nothing is sent until some time has passed', async (t) => {
  const { received, url } = await receiver(t, 503, 200);
  const { one, clock } = sender(url);
  one.offer(() => '1');
  await waitFor(() => received.length === 1);
  // Long enough for the answer to come back, by the same connection.
  await fetch(url, { method: 'POST', body: 'between' });
  one.offer(() => 'too early');
  clock.nowMs += 2_000;
  await one.flush(() => 'last');
  t.deepEqual(
    received.map(({ body }) => body),
    ['1', 'between', 'last'],
  );
});

test('a receiver that refuses is not asked again, and its address is shown without secrets', async (t) => {
  const { received, url } = await receiver(t, 401);
  const { one, warnings } = sender(`${url}?key=s3cret`);
  one.offer(() => '1');
  await one.flush(() => '2');
  one.offer(() => '3');
  await one.flush(() => '4');
  t.is(received.length, 1);
  t.is(warnings.length, 1);
  t.regex(warnings[0] ?? '', /answers 401; nothing more is sent/u);
  t.false((warnings[0] ?? '').includes('s3cret'));
});

test('a receiver that is not there is a warning, once', async (t) => {
  const { one, warnings } = sender('http://127.0.0.1:1/v1/metrics');
  one.offer(() => '1');
  await one.flush(() => '2');
  t.is(warnings.length, 1);
  t.regex(warnings[0] ?? '', /127\.0\.0\.1:1/u);
});

async function waitFor(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
