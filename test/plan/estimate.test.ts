import test from 'ava';
import { matchesFilter } from '../../src/protocol/topics.ts';
import { estimatePlan } from '../../src/plan/estimate.ts';
import { planOf } from './support.ts';

const estimate = (
  counts: Readonly<Record<string, number>>,
  steps: readonly string[],
): ReturnType<typeof estimatePlan> => estimatePlan(planOf(counts, steps));

test('pairs: every message has one subscriber', (t) => {
  const result = estimate({ s: 5, p: 5 }, [
    'subscribe: { clients: s, filter: "a/${index}/#", qos: 1 }',
    'publish: { clients: p, topic: "a/${index}/x", qos: 1, rate: 4/s, for: 3s }',
    'drain: 2s',
  ]);
  t.like(result, { published: 60, deliveries: 60, exact: true, durationUs: 3_000_000, waitingUs: 2_000_000 });
});

test('fan-out multiplies, fan-in does not, wildcards match as MQTT says', (t) => {
  t.like(
    estimate({ s: 7, p: 2 }, [
      'subscribe: { clients: s, filter: "+/x", qos: 1 }',
      'publish: { clients: p, topic: "t/x", qos: 0, count: 3, window: 1 }',
    ]),
    {
      published: 6,
      deliveries: 42,
    },
  );
  t.like(
    estimate({ s: 1, p: 3 }, [
      'subscribe: { clients: s, filter: "t/+", qos: 1 }',
      'publish: { clients: p, topic: "t/${index}/x", qos: 0, count: 3, window: 1 }',
    ]),
    {
      published: 9,
      deliveries: 0,
    },
  );
});

test('a shared subscription takes each message once for all its members', (t) => {
  t.is(
    estimate({ s: 7, p: 2 }, [
      'subscribe: { clients: s, filter: "$share/g/t", qos: 1 }',
      'publish: { clients: p, topic: t, qos: 1, count: 5, window: 1 }',
    ]).deliveries,
    10,
  );
});

test('only subscriptions that are there at the time count', (t) => {
  const publish = 'publish: { clients: p, topic: t, qos: 1, count: 5, window: 1 }';
  const result = estimate({ s: 2, p: 1 }, [
    publish,
    'subscribe: { clients: s, filter: t, qos: 1 }',
    publish,
    'unsubscribe: { clients: s, share: 50%, filter: t }',
    publish,
  ]);
  t.deepEqual(
    result.publishSteps.map(({ deliveries }) => deliveries),
    [0, 10, 5],
  );
});

test('repeats multiply, parallel branches take as long as the longest', (t) => {
  const result = estimate({ p: 2 }, [
    'repeat: { times: 3, steps: [{ publish: { clients: p, topic: t, qos: 0, rate: 1/s, for: 2s } }, wait: 1s] }',
    'parallel: [wait: 4s, [wait: 1s, wait: 2s]]',
  ]);
  t.like(result, { published: 12, durationUs: 9_000_000 + 4_000_000, exact: true });
});

test('chance and unknown rounds are no exact numbers', (t) => {
  t.false(
    estimate({ p: 2 }, ['publish: { clients: p, topic: t, qos: 0, rate: 1/s, for: 2s, arrivals: poisson }'])
      .exact,
  );
  t.false(estimate({ p: 2 }, ['repeat: { for: 5s, steps: [wait: 1s] }']).exact);
  t.false(
    estimate({ p: 2 }, [
      'drop: { clients: p, share: 50% }',
      'publish: { clients: p, topic: t, qos: 0, count: 1, window: 1 }',
    ]).exact,
  );
});

test('large plans are sampled, and quickly', (t) => {
  const started = performance.now();
  const result = estimate({ s: 120_000, p: 120_000 }, [
    'subscribe: { clients: s, filter: "a/${index}/#", qos: 1 }',
    'publish: { clients: p, topic: "a/${index}/x", qos: 1, rate: 1/s, for: 10s }',
  ]);
  t.like(result, { published: 1_200_000, deliveries: 1_200_000, exact: false });
  t.true(performance.now() - started < 20_000);
});

test('estimated matches are those of the protocol, for any mixture of filters and topics', (t) => {
  const levels = ['a', 'b', '', '$x'];
  const topics = levels.flatMap((one) => [
    one,
    ...levels.flatMap((two) => [`${one}/${two}`, `${one}/${two}/a`]),
  ]);
  const filters = [
    ...topics.filter((topic) => topic !== ''),
    '#',
    '+',
    '+/+',
    'a/#',
    'a/+',
    '+/a',
    '+/#',
    'a/b/#',
    '/#',
    '$x/#',
    'a/+/a',
    'a//#',
  ];
  const quoted = filters.map((filter) => JSON.stringify(filter));
  for (const topic of topics.filter((each) => each !== '')) {
    const result = estimate({ s: 2, p: 1 }, [
      `subscribe: { clients: s, qos: 0, filters: [${quoted.join(', ')}] }`,
      `publish: { clients: p, topic: ${JSON.stringify(topic)}, qos: 0, count: 1, window: 1 }`,
    ]);
    t.is(result.deliveries, 2 * filters.filter((filter) => matchesFilter(filter, topic)).length, topic);
  }
});
