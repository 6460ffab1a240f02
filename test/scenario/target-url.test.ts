import test from 'ava';
import { parseTargetUrl } from '../../src/scenario/target-url.ts';
import { parseTargetUrl as parseForTransport } from '../../src/transport/parse-address.ts';

const VALID: readonly (readonly [text: string, url: string, username?: string, password?: string])[] = [
  ['mqtt://localhost', 'mqtt://localhost'],
  ['mqtt://localhost:1883', 'mqtt://localhost:1883'],
  [' mqtts://broker.example:8883 ', 'mqtts://broker.example:8883'],
  ['mqtt://[::1]:1883', 'mqtt://[::1]:1883'],
  ['ws://broker:8080', 'ws://broker:8080'],
  ['ws://broker/', 'ws://broker/'],
  ['ws://broker:8080/mqtt', 'ws://broker:8080/mqtt'],
  ['wss://broker/mqtt?token=1', 'wss://broker/mqtt?token=1'],
  ['unix:///run/broker.sock', 'unix:///run/broker.sock'],
  ['mqtt://anna:p%40ss@broker', 'mqtt://broker', 'anna', 'p@ss'],
  ['mqtt://anna@broker', 'mqtt://broker', 'anna'],
];

for (const [text, url, username, password] of VALID) {
  test(`${text} is the target ${url}, and the transport agrees`, (t) => {
    const parsed = parseTargetUrl(text);
    t.true(parsed.ok);
    if (!parsed.ok) return;
    t.is(parsed.target.url, url);
    t.is(parsed.target.username, username);
    t.is(parsed.target.password, password);
    t.true(parseForTransport(url).ok);
  });
}

for (const text of [
  '',
  'localhost:1883',
  'http://broker',
  'tcp://broker',
  'mqtt://',
  'mqtt://broker/path',
  'mqtt://broker:99999',
  'mqtt://bro ker',
  'wss://broker/mqtt#part',
  'unix://relative',
  'unix:///',
  'mqtt://%zz@broker',
]) {
  test(`"${text}" is no target`, (t) => {
    t.false(parseTargetUrl(text).ok);
  });
}
