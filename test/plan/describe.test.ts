import test from 'ava';
import { describePlan } from '../../src/plan/describe.ts';
import { planOf, planText } from './support.ts';

test('a dry run shows clients, topics, rates, expected messages and what is needed', (t) => {
  const text = describePlan(
    planText(
      [
        'name: demo',
        'description: A demonstration.',
        'protocol: "3.1.1"',
        'target: { url: "mqtts://anna:secret@broker", tls: { ca: ca.pem, cert: "c-${index}.pem" } }',
        'clients:',
        '  subscriber: { count: 1000 }',
        '  publisher: { count: 1000, username: "u-${index}", password: hidden }',
        'steps:',
        '  - connect: { clients: all, rate: 500/s }',
        '  - subscribe: { clients: subscriber, filter: "d/${index}/#", qos: 1 }',
        '  - publish: { clients: publisher, topic: "d/${index}/x", qos: 1, payload: 1KiB, rate: 2/s, for: 5s }',
        '  - parallel:',
        '      - wait: 1s',
        '      - repeat: { times: 2, steps: [drain: 5s] }',
        '  - disconnect: all',
        'thresholds: [connect.failed == 0]',
        '',
      ].join('\n'),
      { seed: 7 },
    ),
  );
  t.is(
    text,
    [
      'demo at MQTT 3.1.1, seed 7',
      'A demonstration.',
      'target: mqtts://broker',
      '',
      'clients: 2,000',
      '  subscriber: 1,000 (mb00000abc-subscriber-0 … mb00000abc-subscriber-999), keep-alive 60s',
      '  publisher: 1,000 (mb00000abc-publisher-0 … mb00000abc-publisher-999), keep-alive 60s',
      'steps:',
      '  1. connect all: 2,000 clients at 500/s in total',
      '  2. subscribe subscriber: 1,000 clients, d/0/# … d/999/# at QoS 1',
      '  3. publish publisher: 1,000 clients to d/0/x … d/999/x, QoS 1, 1 KiB, 2/s of each client = 2000/s in total for 5s, 10,000 messages, 10,000 deliveries',
      '  4. parallel:',
      '     branch 1:',
      '       1. wait: 1s',
      '     branch 2:',
      '       1. repeat 2 times:',
      '          1. drain: up to 5s',
      '  5. disconnect all: 2,000 clients',
      'thresholds:',
      '  connect.failed == 0',
      'expected: 10,000 messages published, 10,000 deliveries',
      'run time: at least 10s, and up to 10s of waiting for what is owed',
      'needs: 2,000 connections at once at most, so as many file descriptors and local ports',
      'reads: ca.pem, c-${index}.pem',
      '',
    ].join('\n'),
  );
});

test('steps in the background stand beside those that follow up to the next drain', (t) => {
  const text = describePlan(
    planText(
      'name: a\nclients: { a: { count: 1 } }\nsteps: [connect: a, background: [wait: 1s, wait: 3s], wait: 2s, drain: 5s, disconnect: a]\n',
    ),
  );
  const lines = text.split('\n');
  const at = lines.indexOf('  2. background:');
  t.deepEqual(lines.slice(at + 1, at + 7), [
    '     in the background:',
    '       1. wait: 1s',
    '       2. wait: 3s',
    '     meanwhile:',
    '       1. wait: 2s',
    '  3. drain: up to 5s',
  ]);
  t.true(lines.includes('run time: at least 4s, and up to 5s of waiting for what is owed'), text);
});

test('a description shows no secret', (t) => {
  const text = describePlan(
    planText(
      'name: a\ntarget: "mqtt://anna:secret@b"\nclients: { a: { count: 1, username: bob, password: hidden } }\nsteps: [connect: a]\n',
    ),
  );
  for (const secret of ['anna', 'secret', 'bob', 'hidden']) t.false(text.includes(secret));
});

test('a dry run says who answers whom, and where', (t) => {
  const text = describePlan(
    planOf({ asker: 3, service: 2 }, [
      'request: { clients: asker, topic: "ask/${index}", responders: service, response-topic: "to/${index}", qos: 1, count: 4 }',
    ]),
  );
  t.regex(
    text,
    /request asker: 3 clients to ask\/0 … ask\/2, QoS 1, 256 B, as fast as answers come, 4 of each client, .*answered by 2 clients to to\/0 … to\/2, 1 of each client without an answer at most, given up after 10s/u,
  );
});
