import test from 'ava';
import { SESSION_NEVER_EXPIRES } from '../../src/protocol/constants.ts';
import { evaluateTemplate } from '../../src/scenario/evaluate-template.ts';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import { loadText, scenarioText } from './support.ts';

const EVERYTHING = `
name: everything
description: All keys of the language.
protocol: ["5.0"]
target:
  urls: [mqtts://anna:secret@one:8883, mqtts://two:8883]
  tls: { ca: ca.pem, cert: "client-\${index}.pem", key: "client-\${index}.key", server-name: broker, alpn: [mqtt], insecure: true }
  profile: mosquitto-2
seed: 42
vars: { pairs: 10, half: "\${pairs / 2}", rate: 5, hold: 2s, token: "\${env.TOKEN}" }
clients:
  subscriber:
    count: \${half}
    id: "s-\${index}"
    engine: mqttjs
    keep-alive: 1m30s
    clean-start: false
    session-expiry: never
    username: "user-\${index}"
    password: "\${token}"
    will: { topic: "gone/\${index}", payload: bye, qos: 1, retain: true, delay: 5s }
    receive-maximum: 10
    maximum-packet-size: 1MiB
    topic-alias-maximum: 5
    user-properties: { kind: test, number: 5 }
    reconnect: { initial-delay: 100ms }
    source-addresses: [127.0.0.2-127.0.0.3, 127.0.0.9]
    connect-timeout: 5s
    tls: { ca: other.pem }
  publisher: { count: 4, protocol: 5.0, reconnect: true }
steps:
  - connect: { clients: all, rate: 100/s, concurrency: 10, clean-start: true, expect-reason: [0x87, 0] }
  - subscribe: { clients: subscriber, filter: "a/\${index}/#", qos: 2, no-local: true, retain-as-published: true, retain-handling: never, identifier: 7, rate: 10/s }
  - subscribe: { clients: subscriber, qos: 1, filters: [b/+, { filter: c, qos: 0 }] }
  - publish: { clients: publisher, share: 50%, topic: "a/\${topic}", topics: 3, qos: 1, payload: { size: 1KiB }, retain: true, total-rate: "\${rate}/s", for: "\${hold}", arrivals: poisson, when-late: drop, message-expiry: 60s, content-type: text, user-properties: { a: b }, topic-alias: true, warm-up: 500ms, cool-down: 100ms }
  - publish: { clients: publisher, topic: r, qos: 0, ramp: { from: 1/s, to: 9/s }, for: 3s }
  - unsubscribe: { clients: [subscriber], filter: b/+ }
  - drop: { clients: subscriber, how: fin }
  - resume: { clients: subscriber, session-present: true, rate: 5/s }
  - expect: { clients: subscriber, filter: a/#, at-least: 1, at-most: 3, within: 2s }
  - repeat: { times: 3, for: 1m, steps: [wait: 10ms] }
  - parallel:
      - wait: 1s
      - [wait: 1s, drain: 1s]
  - disconnect: { clients: all, reason: 4, session-expiry: 0 }
thresholds:
  - e2e.latency.p99 < \${rate}ms
  - { check: connect.failed == 0, abort: true, delay: 10s }
`;

test('every key of the language is read into plain values', (t) => {
  const scenario = loadText(EVERYTHING, { env: { TOKEN: 't0k' } });
  t.like(scenario, { name: 'everything', versions: [5], seed: 42 });
  t.like(scenario.target, {
    urls: ['mqtts://one:8883', 'mqtts://two:8883'],
    username: 'anna',
    password: 'secret',
    profile: 'mosquitto-2',
  });
  t.like(scenario.target?.tls, { ca: 'ca.pem', serverName: 'broker', alpn: ['mqtt'], insecure: true });
  t.deepEqual(scenario.vars, { pairs: 10, half: 5, rate: 5, hold: '2s', token: '${env.TOKEN}' });
  t.deepEqual(
    scenario.steps.map(({ kind }) => kind),
    [
      'connect',
      'subscribe',
      'subscribe',
      'publish',
      'publish',
      'unsubscribe',
      'drop',
      'resume',
      'expect',
      'repeat',
      'parallel',
      'disconnect',
    ],
  );
});

test('a client group is read with all that a device of its kind is', (t) => {
  const [subscriber, publisher] = loadText(EVERYTHING, { env: { TOKEN: 't0k' } }).groups;
  t.like(subscriber, {
    name: 'subscriber',
    count: 5,
    engine: 'mqttjs',
    keepAlive: 90,
    cleanStart: false,
    sessionExpiry: SESSION_NEVER_EXPIRES,
    receiveMaximum: 10,
    maximumPacketSize: 1_048_576,
    topicAliasMaximum: 5,
    userProperties: [
      ['kind', 'test'],
      ['number', '5'],
    ],
    reconnect: { enabled: true, initialDelay: 100_000, maxDelay: 30_000_000 },
    sourceAddresses: ['127.0.0.2', '127.0.0.3', '127.0.0.9'],
    connectTimeout: 5_000_000,
  });
  t.is(evaluateTemplate(subscriber?.username ?? { source: '', parts: [] }, { index: 3 }), 'user-3');
  t.like(subscriber?.will, { qos: 1, retain: true, delay: 5 });
  t.like(publisher, {
    protocol: 5,
    keepAlive: 60,
    cleanStart: true,
    engine: 'wire',
    reconnect: { enabled: true },
  });
});

test('a publish step is read in base units', (t) => {
  const step = loadText(EVERYTHING, { env: { TOKEN: '' } }).steps[3];
  t.like(step?.spec, {
    clients: ['publisher'],
    share: 0.5,
    topics: 3,
    qos: 1,
    payload: { content: { kind: 'size', bytes: 1024 }, stamp: 'payload' },
    retain: true,
    totalRate: 5,
    for: 2_000_000,
    arrivals: 'poisson',
    whenLate: 'drop',
    messageExpiry: 60,
    warmUp: 500_000,
    coolDown: 100_000,
  });
});

test('short forms mean the same as maps', (t) => {
  const short = loadText(
    scenarioText({
      steps: ['drain: 5s', 'wait: 1s', 'drop: sensor', 'connect: [sensor]', 'disconnect: all'],
    }),
  );
  const long = loadText(
    scenarioText({
      steps: [
        'drain: { timeout: 5s }',
        'wait: { for: 1s }',
        'drop: { clients: sensor, how: reset }',
        'connect: { clients: sensor }',
        'disconnect: { clients: all }',
      ],
    }),
  );
  t.deepEqual(short.steps, long.steps);
});

test('overrides take the place of declared vars, also where others rest on them', (t) => {
  const text = scenarioText({
    top: 'vars: { n: 2, double: "${n * 2}", name: "x" }',
    clients: '  sensor: { count: "${double}" }',
  });
  t.is(loadText(text).groups[0]?.count, 4);
  const scenario = loadText(text, { vars: { n: '5', name: '007' } });
  t.is(scenario.groups[0]?.count, 10);
  t.deepEqual(scenario.vars, { n: 5, double: 10, name: '007' });
});

test('the protocol is 5.0 where nothing is said, and a list has no doubles', (t) => {
  t.deepEqual(loadText(scenarioText()).versions, [5]);
  t.deepEqual(loadText(scenarioText({ top: 'protocol: 3.1.1' })).versions, [4]);
  t.deepEqual(loadText(scenarioText({ top: 'protocol: ["3.1.1", "5.0"]' })).versions, [4, 5]);
  t.deepEqual(loadText(scenarioText({ top: 'protocol: [5.0, "5"]' })).versions, [5]);
});

test('a session that never expires is a session of 3.1.1 too', (t) => {
  const clients = '  sensor: { count: 3, clean-start: false, session-expiry: never }';
  t.notThrows(() => loadText(scenarioText({ top: 'protocol: ["3.1.1", "5.0"]', clients })));
});

test('the hash is of the text: a changed scenario has another', (t) => {
  const one = loadText(scenarioText());
  t.regex(one.hash, /^[0-9a-f]{64}$/);
  t.is(one.hash, loadText(scenarioText()).hash);
  t.not(one.hash, loadText(`${scenarioText()}# a comment\n`).hash);
});

test('clients connected in one branch are connected after it', (t) => {
  const text =
    'name: a\nclients: { x: { count: 1 } }\nsteps:\n  - parallel: [connect: x, wait: 1s]\n  - drop: x\n';
  t.notThrows(() => loadText(text));
});

test('what comes from the environment is used, and stands in no report', (t) => {
  const scenario = loadText(
    scenarioText({
      top: 'vars: { secret: "${env.TOKEN}", derived: "x-${secret}", plain: 1 }',
      clients: '  sensor: { count: 1, username: u, password: "${derived}" }',
    }),
    { env: { TOKEN: 't0k' } },
  );
  t.deepEqual(scenario.vars, { secret: '${env.TOKEN}', derived: 'x-${secret}', plain: 1 });
  t.deepEqual(scenario.groups[0]?.password, {
    kind: 'text',
    text: { source: '${derived}', parts: ['x-t0k'] },
  });
});

test('a vanished device is announced: the scenario of the design reads as it is written there', (t) => {
  const scenario = loadText(`
name: will
description: A device that vanishes is announced once; one that says goodbye is not.
clients:
  monitor: { count: 3 }
  sensor:
    count: 2000
    keep-alive: 10s
    will: { topic: "site/\${index}/status", payload: offline, qos: 1, retain: true }
steps:
  - connect: monitor
  - subscribe: { clients: monitor, filter: "site/+/status", qos: 1 }
  - connect: { clients: sensor, rate: 500/s }
  - drop: { clients: sensor, share: 50%, how: reset }
  - disconnect: { clients: sensor }
  - drain: 5s
`);
  t.is(scenario.steps.length, 6);
});

test('another version may be asked for, and what it lacks is a problem then', (t) => {
  const text = scenarioText({
    top: 'protocol: "5.0"',
    clients: '  sensor: { count: 1, receive-maximum: 5 }',
  });
  t.true(loadScenario(text, 'test.yaml', { versions: [5] }).ok);
  const loaded = loadScenario(text, 'test.yaml', { versions: [4] });
  t.deepEqual(loaded.ok ? [] : loaded.problems.map(({ code }) => code), ['version-feature']);
  t.deepEqual(loadText(scenarioText({ top: 'protocol: "5.0"' }), { versions: [4] }).versions, [4]);
});
