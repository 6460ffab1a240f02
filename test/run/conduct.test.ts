/** Clients that read slowly, and clients that come and go. */
import test from 'ava';
import { startBroker } from '../../src/broker/start.ts';
import { runText, summary } from '../support/run-scenario.ts';

const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
const url = broker.urls[0] ?? '';
test.after.always(() => broker.close());

const SLOW = `
name: slow
clients: { slow: { count: 2 }, publisher: { count: 1 } }
steps:
  - connect: all
  - subscribe: { clients: slow, filter: 'slow/#', qos: 1 }
  - parallel:
      - read-slowly: { clients: slow, for: 2s }
      - - publish: { clients: publisher, topic: 'slow/a', qos: 1, payload: 64B, window: 10, count: 20 }
        - expect: { clients: slow, filter: 'slow/#', messages: 0, within: 200ms }
  - expect: { clients: slow, filter: 'slow/#', messages: 20, within: 2s }
  - drain: 2s
`;

for (const version of [4, 5] as const)
  test.serial(`what a client does not read comes when it reads again, in MQTT ${version}`, async (t) => {
    const outcome = await runText(SLOW, { url, version });
    t.is(outcome.check.verdict, 'pass', summary(outcome));
    t.deepEqual(
      outcome.expectations.map(({ verdict, checked }) => [verdict, checked]),
      [
        ['pass', 2],
        ['pass', 2],
      ],
    );
  });

const churn = (how: string, group = ''): string => `
name: churn
clients: { subscriber: { count: 10${group} }, publisher: { count: 4 } }
steps:
  - connect: all
  - subscribe: { clients: subscriber, filter: 'churn/#', qos: 1 }
  - parallel:
      - publish: { clients: publisher, topic: 'churn/\${index}', qos: 1, payload: 64B, rate: 50/s, for: 1s }
      - churn: { clients: [subscriber, publisher], share: 30%, every: 250ms, for: 1s, away: 50ms, how: ${how} }
  - drain: 5s
`;

for (const how of ['disconnect', 'reset', 'fin', 'half-open'])
  test.serial(`a share leaves by ${how} in each of four rounds and comes back subscribed`, async (t) => {
    const outcome = await runText(churn(how), { url, version: 5 });
    t.is(outcome.check.verdict, 'pass', summary(outcome));
    const { counters } = outcome.metrics;
    t.true(counters['connect.ok'] > 14 + 8, `${counters['connect.ok']} connections`);
    t.is(counters['connect.failed'], 0);
    t.is(counters['connection.lost'], 0);
    // Each comes back with its subscription: the last round is over before the last quarter of the messages.
    const [row] = outcome.check.semantics;
    t.true((row?.delivered ?? 0) > 1000, `${row?.delivered} deliveries`);
  });

test.serial('sessions outlive the churn, and get all that they are owed', async (t) => {
  const outcome = await runText(churn('reset', ', clean-start: false, session-expiry: 1h'), {
    url,
    version: 5,
  });
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.is(outcome.check.semantics[0]?.lost, 0);
  t.true((outcome.check.invariants.find(({ id }) => id === 'S1')?.exercised ?? 0) > 0);
});

test.serial('as many leave in a round, whatever the number of threads', async (t) => {
  // One round: in a second one, who is slow to come back is not taken again.
  const once = churn('disconnect').replace('every: 250ms, for: 1s', 'every: 1s, for: 1s');
  for (const threads of [1, 2]) {
    const outcome = await runText(once, { url, version: 5, seed: 7, threads });
    t.is(outcome.check.verdict, 'pass', summary(outcome));
    t.is(outcome.metrics.counters['connect.ok'], 14 + 4);
  }
});
