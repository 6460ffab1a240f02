import test, { type ExecutionContext } from 'ava';
import { startBroker } from '../../src/broker/start.ts';
import { runText, summary } from '../support/run-scenario.ts';

async function broker(t: ExecutionContext): Promise<string> {
  const running = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
  t.teardown(() => running.close());
  return running.urls[0] ?? '';
}

function scenario(publish: string, clients = 'publisher: { count: 3 }'): string {
  return `
name: publish
clients: { subscriber: { count: 1 }, ${clients} }
steps:
  - connect: all
  - subscribe: { clients: subscriber, filter: 'p/#', qos: 2 }
  - publish: { clients: publisher, ${publish} }
  - drain: 5s
  - disconnect: all
`;
}

test('topic aliases: every message arrives on its whole topic (5:3.3.2-12)', async (t) => {
  const text = scenario(
    "topic: 'p/${index}/${topic}', topics: 3, topic-alias: true, qos: 1, rate: 60/s, for: 500ms",
  );
  const outcome = await runText(text, { url: await broker(t), version: 5 });
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.is(outcome.check.semantics[0]?.delivered, 90);
});

for (const qos of [0, 1, 2]) {
  test(`unpaced QoS ${qos}: ends after its count, and all of it is judged`, async (t) => {
    const text = scenario(`topic: 'p/\${index}', qos: ${qos}, payload: 16B, window: 20, count: 500`);
    const outcome = await runText(text, { url: await broker(t), version: 5 });
    t.is(outcome.check.verdict, 'pass', summary(outcome));
    t.is(outcome.metrics.counters['publish.sent'], 1500);
    t.is(outcome.check.semantics[0]?.published, 1500);
    t.is(outcome.check.semantics[0]?.delivered, 1500);
  });
}

test('unpaced: ends after its time', async (t) => {
  const text = scenario(`topic: 'p/\${index}', qos: 1, payload: 16B, window: 5, for: 300ms`);
  const outcome = await runText(text, { url: await broker(t), version: 4 });
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.true(outcome.metrics.counters['publish.sent'] >= 15, 'each member fills its window at least once');
});

test('arrivals: as many messages as rate and time say, whatever their kind', async (t) => {
  const url = await broker(t);
  const constant = await runText(scenario("topic: 'p/${index}', qos: 0, rate: 50/s, for: 1s"), {
    url,
    version: 5,
  });
  t.is(constant.metrics.counters['publish.intended'], 150);
  const total = await runText(scenario("topic: 'p/${index}', qos: 0, total-rate: 50/s, for: 1s"), {
    url,
    version: 5,
  });
  t.is(total.metrics.counters['publish.intended'], 50);
  const ramp = await runText(
    scenario("topic: 'p/${index}', qos: 0, total-ramp: { from: 10/s, to: 90/s }, for: 1s"),
    {
      url,
      version: 5,
    },
  );
  t.is(ramp.metrics.counters['publish.intended'], 50);
});

test('the reference client on npm mqtt does the same work and is judged by the same rules', async (t) => {
  const url = await broker(t);
  for (const qos of [0, 1, 2]) {
    const text = scenario(
      `topic: 'p/\${index}', qos: ${qos}, payload: 64B, rate: 50/s, for: 500ms`,
    ).replaceAll('count: ', 'engine: mqttjs, count: ');
    const outcome = await runText(text, { url, version: 5 });
    t.is(outcome.check.verdict, 'pass', summary(outcome));
    t.is(outcome.check.semantics[0]?.delivered, 75);
  }
});

test('threads: clients are divided, and the verdict and the counts are those of one', async (t) => {
  const text = scenario(
    "topic: 'p/${index}', qos: 2, payload: 64B, rate: 50/s, for: 500ms",
    'publisher: { count: 4 }',
  );
  const outcome = await runText(text, { url: await broker(t), version: 5, threads: 2 });
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.is(outcome.check.semantics[0]?.delivered, 100);
});
