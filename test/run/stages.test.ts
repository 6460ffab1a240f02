import test from 'ava';
import { startBroker } from '../../src/broker/start.ts';
import { runText, summary } from '../support/run-scenario.ts';

test('warm-up and cool-down are in no latency and in no rate; progress names the stage', async (t) => {
  const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
  t.teardown(() => broker.close());
  const labels = new Set<string>();
  const text = `
name: stages
clients: { one: { count: 2 } }
steps:
  - connect: all
  - subscribe: { clients: one, filter: s, qos: 1 }
  - publish: { clients: one, topic: s, qos: 1, rate: 50/s, for: 3s, warm-up: 1s, cool-down: 1s }
`;
  const outcome = await runText(text, {
    url: broker.urls[0] ?? '',
    version: 5,
    listener: (event) => {
      if (event.kind !== 'progress') return;
      labels.add(event.sample.step);
      t.true((event.sample.remainingUs ?? Number.NaN) <= 3_000_000);
    },
  });
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  for (const stage of ['warm-up', 'steady', 'cool-down'])
    t.true(labels.has(`publish one (${stage})`), [...labels].join());
  const { steady, steadyUs, counters } = outcome.metrics;
  t.is(steadyUs, 1_000_000);
  t.is(counters['publish.intended'], 300);
  t.true(Math.abs(steady['publish.intended'] - 100) <= 20, `${steady['publish.intended']}`);
});

test('the time after the last message belongs to its rate', async (t) => {
  const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
  t.teardown(() => broker.close());
  const text = `
name: slow
clients: { one: { count: 1 } }
steps:
  - connect: all
  - publish: { clients: one, topic: s, qos: 1, rate: 2/s, for: 1s }
`;
  const { metrics } = await runText(text, { url: broker.urls[0] ?? '', version: 5 });
  t.is(metrics.steady['publish.sent'], 2);
  t.true(metrics.steadyUs >= 1_000_000, `${metrics.steadyUs}`);
});
