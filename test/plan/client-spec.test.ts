import test from 'ava';
import { clientSpec, evaluateForClient, groupOf } from '../../src/plan/client-spec.ts';
import { planText } from './support.ts';

const TEXT = `
name: test
protocol: "5.0"
target: { urls: ["mqtt://one", "mqtt://two"], username: guest, password: guest, tls: { ca: ca.pem, cert: "all.pem" } }
clients:
  plain: { count: 3 }
  own:
    count: 3
    id: "dev-\${index + 100}-\${client}"
    username: "user-\${index}"
    keep-alive: 30s
    session-expiry: 1h
    will: { topic: "will/\${group}/\${index}", payload: "\${run}", qos: 2, delay: 7s }
    source-addresses: 127.0.0.2-127.0.0.3
    tls: { cert: "\${index}.pem", server-name: other }
  old: { count: 1, protocol: "3.1.1", clean-start: false, session-expiry: never }
steps: [connect: all]
`;
const plan = planText(TEXT);

test('a client without settings has an id that no other run and no other client has', (t) => {
  t.is(clientSpec(plan, 2).clientId, 'mb00000abc-plain-2');
  t.not(clientSpec(planText(TEXT, { runId: 0xabd }), 2).clientId, clientSpec(plan, 2).clientId);
});

test('default ids of short group names fit into the 23 bytes that every broker takes (311:3.1.3-5)', (t) => {
  const spec = clientSpec(
    planText('name: a\nclients: { subscriber: { count: 10 } }\nsteps: [connect: all]\n'),
    9,
  );
  t.true(Buffer.byteLength(spec.clientId) <= 23);
});

test('templates of a client are filled in with its own values', (t) => {
  t.like(clientSpec(plan, 4), {
    client: 4,
    index: 1,
    clientId: 'dev-101-4',
    username: 'user-1',
    keepAliveSeconds: 30,
    sessionExpirySeconds: 3600,
    sourceAddress: '127.0.0.3',
    will: { topic: 'will/own/1', payload: '00000abc', qos: 2, retain: false, delaySeconds: 7 },
  });
});

test('credentials of the target are for groups that have none; they never mix', (t) => {
  t.like(clientSpec(plan, 0), { username: 'guest', password: 'guest' });
  t.like(clientSpec(plan, 3), { username: 'user-0', password: undefined });
});

test('clients are spread over nodes and source addresses in turn', (t) => {
  t.deepEqual(
    [0, 1, 2, 3, 4, 5].map((client) => clientSpec(plan, client).node),
    [0, 1, 0, 1, 0, 1],
  );
  t.deepEqual(
    [3, 4, 5].map((client) => clientSpec(plan, client).sourceAddress),
    ['127.0.0.2', '127.0.0.3', '127.0.0.2'],
  );
  t.is(clientSpec(plan, 0).sourceAddress, undefined);
});

test('TLS of a group stands before that of the target, key by key', (t) => {
  t.like(clientSpec(plan, 0).tls, {
    caFile: 'ca.pem',
    certFile: 'all.pem',
    serverName: undefined,
    insecure: false,
  });
  t.like(clientSpec(plan, 5).tls, { caFile: 'ca.pem', certFile: '2.pem', serverName: 'other' });
});

test('a session that never expires has no property in 3.1.1', (t) => {
  t.like(clientSpec(plan, 6), { version: 4, cleanStart: false, sessionExpirySeconds: undefined });
});

test('a client knows its group, and who is none is a defect of ours', (t) => {
  t.deepEqual(
    [0, 2, 3, 5, 6].map((client) => groupOf(plan, client).name),
    ['plain', 'plain', 'own', 'own', 'old'],
  );
  t.throws(() => groupOf(plan, 7));
  t.throws(() => groupOf(plan, -1));
  t.is(evaluateForClient(plan, 5, { source: '', parts: ['x/', { kind: 'name', path: 'index' }] }), 'x/2');
});
