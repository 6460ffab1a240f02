import test from 'ava';
import fc from 'fast-check';
import { completeAddress, parseTargetUrl, redactUrl } from '../../src/transport/parse-address.ts';

function reads(url: string, address: object, user: object = {}): void {
  test(`${url} is read as ${JSON.stringify(address)}`, (t) => {
    t.deepEqual(parseTargetUrl(url), { ok: true, address, ...user } as ReturnType<typeof parseTargetUrl>);
  });
}

reads('mqtt://localhost', { protocol: 'mqtt', host: 'localhost', port: 1883 });
reads('mqtt://localhost/', { protocol: 'mqtt', host: 'localhost', port: 1883 });
reads('MQTT://broker.example:1884', { protocol: 'mqtt', host: 'broker.example', port: 1884 });
reads('mqtts://broker.example', { protocol: 'mqtts', host: 'broker.example', port: 8883 });
reads('mqtt://[::1]:1885', { protocol: 'mqtt', host: '::1', port: 1885 });
reads('ws://broker.example', { protocol: 'ws', host: 'broker.example', port: 80, path: '/mqtt' });
reads('ws://broker.example/', { protocol: 'ws', host: 'broker.example', port: 80, path: '/' });
reads('ws://broker.example:8083?token=1', {
  protocol: 'ws',
  host: 'broker.example',
  port: 8083,
  path: '/mqtt?token=1',
});
reads('wss://broker.example/a/b?c=d', {
  protocol: 'wss',
  host: 'broker.example',
  port: 443,
  path: '/a/b?c=d',
});
reads('wss://[::1]:443/x', { protocol: 'wss', host: '::1', port: 443, path: '/x' });
reads('unix:///run/mosquitto/broker.sock', { protocol: 'unix', socketPath: '/run/mosquitto/broker.sock' });
reads('unix:///tmp/a%20b.sock', { protocol: 'unix', socketPath: '/tmp/a b.sock' });
reads(
  'mqtt://al%40ice:p%3Aw%2F@localhost',
  { protocol: 'mqtt', host: 'localhost', port: 1883 },
  { username: 'al@ice', password: 'p:w/' },
);
reads(
  'ws://alice@localhost',
  { protocol: 'ws', host: 'localhost', port: 80, path: '/mqtt' },
  { username: 'alice' },
);
reads(
  'mqtt://:secret@localhost',
  { protocol: 'mqtt', host: 'localhost', port: 1883 },
  { password: 'secret' },
);

function refuses(url: string, problem: RegExp, hint: RegExp): void {
  test(`${url} is refused with a problem and a hint`, (t) => {
    const parsed = parseTargetUrl(url);
    if (parsed.ok) return t.fail('was read');
    t.regex(parsed.problem, problem);
    t.regex(parsed.hint, hint);
  });
}

refuses('localhost:1883', /localhost:1883 has no scheme/, /mqtt:\/\/localhost:1883/);
refuses('', /no scheme/, /mqtt:\/\//);
refuses('tcp://localhost', /tcp:/, /mean mqtt:\/\//);
refuses('https://localhost', /https:/, /mean wss:\/\//);
refuses('amqp://localhost', /amqp:/, /use mqtt:\/\//);
refuses('mqtt://', /no valid URL/, /mqtt:\/\/host:port/);
refuses('mqtt://:1883', /no valid URL/, /mqtt:\/\/host:port/);
refuses('mqtt://localhost:70000', /no valid URL/, /mqtt:\/\/host:port/);
refuses('mqtt://localhost:0', /port 0/, /1883/);
refuses('mqtt://localhost/topic', /no path/, /%2F/);
refuses('mqtt://localhost?x=1', /no path and no query/, /ws:\/\//);
refuses('ws://localhost/#x', /fragment/, /%23/);
refuses('unix://relative.sock', /absolute path/, /unix:\/\/\//);
refuses('mqtt://u%zz:p@localhost', /percent-escape/, /%25/);

test('redactUrl hides user information and query, and nothing else', (t) => {
  t.is(redactUrl('mqtt://alice:secret@localhost:1883'), 'mqtt://***@localhost:1883');
  t.is(redactUrl('wss://token@host/mqtt?sig=secret'), 'wss://***@host/mqtt?***');
  t.is(redactUrl('mqtt://a:se@cr/e?t@host'), 'mqtt://***@host');
  t.is(redactUrl('alice:secret@host'), '***@host');
  t.is(redactUrl('ws://host:8083/mqtt'), 'ws://host:8083/mqtt');
});

test('no message about a URL ever contains its password, however broken the URL', (t) => {
  const secret = 'S3cr3tPassw0rd';
  const around = fc.string({ unit: fc.constantFrom('a', '@', ':', '/', '?', '#', '%', '[', ']', ' ', '\\') });
  const scheme = fc.constantFrom('mqtt://', 'ws://', 'wss://', 'unix://', 'http://', 'tcp://', '');
  fc.assert(
    fc.property(scheme, around, around, (start, before, after) => {
      const parsed = parseTargetUrl(`${start}user:${before}${secret}${after}@host`);
      return parsed.ok || !`${parsed.problem} ${parsed.hint}`.includes(secret);
    }),
  );
  t.pass();
});

test('user name and password survive percent-encoding, whatever they are', (t) => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 });
  fc.assert(
    fc.property(text, text, (username, password) => {
      const url = `mqtt://${encodeURIComponent(username)}:${encodeURIComponent(password)}@localhost`;
      const parsed = parseTargetUrl(url);
      return parsed.ok && parsed.username === username && parsed.password === password;
    }),
  );
  t.pass();
});

test('completeAddress adds to each protocol only what it knows', (t) => {
  const rest = { tls: { insecure: true }, sourceAddress: '127.0.0.2', headers: { a: 'b' } };
  const at = { host: 'h', port: 1 };
  t.deepEqual(completeAddress({ protocol: 'mqtt', ...at }, rest), {
    protocol: 'mqtt',
    ...at,
    sourceAddress: '127.0.0.2',
  });
  t.deepEqual(completeAddress({ protocol: 'wss', ...at, path: '/p' }, rest), {
    protocol: 'wss',
    ...at,
    path: '/p',
    ...rest,
  });
  t.deepEqual(completeAddress({ protocol: 'mqtts', ...at }, {}), { protocol: 'mqtts', ...at, tls: {} });
  t.deepEqual(completeAddress({ protocol: 'unix', socketPath: '/s' }, rest), {
    protocol: 'unix',
    socketPath: '/s',
  });
});
