import test from 'ava';
import { planScenario } from '../../src/plan/plan-scenario.ts';
import { loadText } from '../scenario/support.ts';
import { indexSteps } from '../../src/run/step-index.ts';
import { onlyStep, planOf, planText } from './support.ts';

const END = 'rate: 1/s, for: 1s';

test('planning is pure: the same scenario, seed and run give the same plan', (t) => {
  const text =
    'name: a\nclients: { a: { count: 40 } }\nsteps: [connect: a, drop: { clients: a, share: 30% }]\n';
  t.deepEqual(planText(text), planText(text));
  t.notDeepEqual(planText(text, { seed: 1 }).steps, planText(text, { seed: 2 }).steps);
  t.deepEqual(planText(text, { runId: 1 }).steps, planText(text, { runId: 2 }).steps);
});

test('a plan is plain data: it survives a message to another thread and JSON', (t) => {
  const plan = planOf({ a: 3 }, [`publish: { clients: a, topic: "t/\${index}", qos: 1, ${END} }`]);
  t.deepEqual(structuredClone(plan), plan);
  t.deepEqual(JSON.parse(JSON.stringify({ ...plan, target: null })) as unknown, { ...plan, target: null });
});

test('clients are numbered without gaps, group after group', (t) => {
  const plan = planOf({ a: 3, b: 5, c: 1 }, []);
  t.deepEqual(
    plan.groups.map(({ name, first, count }) => [name, first, count]),
    [
      ['a', 0, 3],
      ['b', 3, 5],
      ['c', 8, 1],
    ],
  );
  t.is(plan.clientCount, 9);
  t.deepEqual(onlyStep(plan, 'connect').members, [{ first: 0, count: 9 }]);
});

test('members are ascending whatever the order of names', (t) => {
  const plan = planOf({ a: 3, b: 5, c: 1 }, ['disconnect: [c, a]']);
  t.deepEqual(onlyStep(plan, 'disconnect').members, [
    { first: 0, count: 3 },
    { first: 8, count: 1 },
  ]);
});

test('steps that publish the same go on in the same flows; any difference makes flows of their own', (t) => {
  const publish = (rest: string): string => `publish: { clients: a, qos: 1, ${rest} }`;
  const plan = planOf({ a: 3, b: 3 }, [
    publish(`topic: t, ${END}`),
    publish('topic: t, payload: 1KiB, rate: 9/s, for: 2s'),
    publish(`topic: u, ${END}`),
    `publish: { clients: b, qos: 1, topic: t, ${END} }`,
    `publish: { clients: a, qos: 2, topic: t, ${END} }`,
    publish(`topic: t, retain: true, ${END}`),
    publish(`topic: t, share: 50%, ${END}`),
    `repeat: { times: 2, steps: [${publish(`topic: u, ${END}`)}] }`,
  ]);
  const blocks = plan.steps
    .map((step) => (step.kind === 'publish' ? step.flowBlock : -1))
    .filter((block) => block >= 0);
  t.deepEqual(blocks, [0, 0, 1, 2, 3, 4, 5]);
  const repeat = onlyStep(plan, 'repeat').steps[0];
  t.is(repeat?.kind === 'publish' ? repeat.flowBlock : -1, 1);
  t.is(
    plan.flowCount,
    plan.flowBlocks.reduce((sum, block) => sum + block.memberCount * block.topicsPerMember, 0),
  );
  t.deepEqual(
    plan.flowBlocks.map(({ base }) => base),
    [0, 3, 6, 9, 12, 15],
  );
});

test('paths name every step, those within others too', (t) => {
  const plan = planOf({ a: 1 }, [
    'repeat: { times: 2, steps: [wait: 1s, { parallel: [wait: 1s, [wait: 2s, wait: 3s]] }] }',
  ]);
  const paths: string[] = [];
  const walk = (steps: typeof plan.steps): void => {
    for (const step of steps) {
      paths.push(step.path);
      if (step.kind === 'repeat') walk(step.steps);
      if (step.kind === 'parallel') for (const branch of step.branches) walk(branch);
    }
  };
  walk(plan.steps);
  t.deepEqual(paths, [
    'steps[0]',
    'steps[1]',
    'steps[1].repeat[0]',
    'steps[1].repeat[1]',
    'steps[1].repeat[1].parallel[0][0]',
    'steps[1].repeat[1].parallel[1][0]',
    'steps[1].repeat[1].parallel[1][1]',
  ]);
});

test('a rate of each client becomes the rate of all members; a total stays', (t) => {
  const pace = (rest: string): unknown =>
    onlyStep(planOf({ a: 4 }, [`publish: { clients: a, topic: t, qos: 0, ${rest} }`]), 'publish').arrivals;
  t.deepEqual(pace('rate: 5/s, for: 2s'), { kind: 'constant', ratePerSecond: 20, durationUs: 2_000_000 });
  t.deepEqual(pace('total-rate: 5/s, for: 2s'), {
    kind: 'constant',
    ratePerSecond: 5,
    durationUs: 2_000_000,
  });
  t.deepEqual(pace('rate: 5/s, share: 50%, for: 2s'), {
    kind: 'constant',
    ratePerSecond: 10,
    durationUs: 2_000_000,
  });
  t.deepEqual(pace('rate: 5/s, count: 10'), { kind: 'constant', ratePerSecond: 20, durationUs: 2_000_000 });
  t.deepEqual(pace('window: 7, count: 10'), { kind: 'unpaced', window: 7 });
  t.deepEqual(pace('rate: 5/s, arrivals: poisson, for: 2s'), {
    kind: 'poisson',
    ratePerSecond: 20,
    durationUs: 2_000_000,
  });
});

test('options of one filter stand before those of the step', (t) => {
  const plan = planOf({ a: 1 }, [
    'subscribe: { clients: a, qos: 1, no-local: true, retain-handling: send-if-new, filters: [x, { filter: y, qos: 2, no-local: false, retain-handling: never }] }',
  ]);
  t.like(onlyStep(plan, 'subscribe').subscriptions, [
    { qos: 1, noLocal: true, retainAsPublished: false, retainHandling: 1 },
    { qos: 2, noLocal: false, retainAsPublished: false, retainHandling: 2 },
  ]);
});

test('an exact expectation is both bounds', (t) => {
  const expectation = (rest: string): object => {
    const { atLeast, atMost } = onlyStep(
      planOf({ a: 1 }, [`expect: { clients: a, filter: t, within: 1s, ${rest} }`]),
      'expect',
    );
    return { atLeast, atMost };
  };
  t.deepEqual(expectation('messages: 3'), { atLeast: 3, atMost: 3 });
  t.deepEqual(expectation('messages: 0'), { atLeast: 0, atMost: 0 });
  t.deepEqual(expectation('at-least: 2'), { atLeast: 2, atMost: undefined });
  t.deepEqual(expectation('at-most: 2'), { atLeast: 0, atMost: 2 });
});

test('success is expected where nothing else is said', (t) => {
  const plan = planOf({ a: 1 }, [
    `publish: { clients: a, topic: t, qos: 1, ${END} }`,
    'subscribe: { clients: a, filter: t, qos: 1 }',
  ]);
  t.deepEqual(onlyStep(plan, 'connect').expectReasons, [0]);
  t.deepEqual(onlyStep(plan, 'publish').expectReasons, [0, 0x10]);
  t.deepEqual(onlyStep(plan, 'subscribe').expectReasons, []);
});

test('a target from the command line takes the place of the scenario’s, key by key', (t) => {
  const scenario = loadText(
    'name: a\ntarget: { url: "mqtt://one", username: u, profile: p }\nclients: { a: { count: 1 } }\nsteps: [connect: a]\n',
  );
  const options = { version: 5, seed: 1, runId: 1 } as const;
  t.like(planScenario(scenario, options).target, { urls: ['mqtt://one'], username: 'u' });
  const other = planScenario(scenario, {
    ...options,
    target: { urls: ['mqtts://two'], tls: { insecure: true } },
  }).target;
  t.like(other, { urls: ['mqtts://two'], username: 'u', profile: 'p', tls: { insecure: true } });
  t.is(planOf({ a: 1 }, []).target, undefined);
});

test('each version has a plan of its own, and a group may keep to one', (t) => {
  const scenario = loadText(
    'name: a\nprotocol: ["3.1.1", "5.0"]\nclients: { a: { count: 1 }, b: { count: 1, protocol: "5.0" } }\nsteps: [connect: all]\n',
  );
  const versions = scenario.versions.map((version) =>
    planScenario(scenario, { version, seed: 1, runId: 1 }).groups.map((group) => group.version),
  );
  t.deepEqual(versions, [
    [4, 5],
    [5, 5],
  ]);
});

test('seed and run id are 32 bits', (t) => {
  t.like(
    planText('name: a\nclients: { a: { count: 1 } }\nsteps: [connect: a]\n', {
      seed: -1,
      runId: 2 ** 32 + 5,
    }),
    {
      seed: 0xffff_ffff,
      runId: 5,
    },
  );
});

test('steps beside a background keep their places in the file', (t) => {
  const plan = planOf({ a: 1 }, [
    'background: { wait: 1s }',
    'wait: 2s',
    'background: { wait: 3s }',
    'wait: 4s',
    'drain: 1s',
  ]);
  const paths = [...indexSteps(plan).keys()];
  t.deepEqual(paths, [
    'steps[0]',
    'steps[1]',
    'steps[1].background[0]',
    'steps[2]',
    'steps[3]',
    'steps[3].background[0]',
    'steps[4]',
    'steps[5]',
  ]);
});
