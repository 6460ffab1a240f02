/** Oracles here are functions of the scenario that is read from the text: what is no scenario never fails. */
import test from 'ava';
import { loadScenario } from '../../../src/scenario/load-scenario.ts';
import { shrink } from '../../../src/scenario/shrink/shrink.ts';
import { settled } from '../../../src/scenario/shrink/settle.ts';
import { withoutUnusedVars } from '../../../src/scenario/shrink/vars.ts';
import type { PublishSpec, Scenario, Step } from '../../../src/scenario/types.ts';

const LARGE = `
# yaml-language-server: $schema=../schema/scenario.schema.json
name: large
protocol: ['3.1.1', '5.0']
vars: { pairs: 400, rate: 50, hold: 60s, patience: 30s, unused: 7 }
clients:
  # This comment stays as long as what it is about.
  subscriber: { count: '\${pairs}' }
  publisher: { count: '\${pairs}' }
  bystander: { count: 1000, keep-alive: 10s, reconnect: true }
steps:
  - connect: all
  - subscribe: { clients: [subscriber, bystander], filter: 'large/#', qos: 2 }
  - drain: 1s
  - parallel:
      - publish: { clients: publisher, topic: 'large/\${index}', qos: 2, rate: '\${rate}/s', for: '\${hold}' }
      - - wait: 5s
        - publish: { clients: bystander, topic: 'aside/\${index}', qos: 1, count: 200, window: 5 }
  - repeat:
      times: 9
      steps:
        - wait: 1s
        - publish: { clients: publisher, topic: 'large/\${index}', qos: 1, count: 50, window: 5 }
  - drain: '\${patience}'
  - disconnect: bystander
  - disconnect: all
faults:
  - latency: { delay: 5ms }
  - reset: { clients: bystander, every: 1s }
thresholds:
  - messages.lost == 0
`;

interface Seen {
  readonly scenarios: Scenario[];
  readonly stillFails: (text: string) => Promise<boolean>;
}

function oracle(fails: (scenario: Scenario) => boolean): Seen {
  const scenarios: Scenario[] = [];
  return {
    scenarios,
    stillFails: (text) => {
      const result = loadScenario(text, 'candidate.yaml');
      if (!result.ok) return Promise.resolve(false);
      scenarios.push(result.scenario);
      return Promise.resolve(fails(result.scenario));
    },
  };
}

function scenarioOf(text: string): Scenario {
  const result = loadScenario(text, 'result.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.scenario;
}

function publishes(steps: readonly Step[]): PublishSpec[] {
  return steps.flatMap((step) => {
    if (step.kind === 'publish') return [step.spec];
    if (step.kind === 'repeat') return publishes(step.spec.steps);
    return step.kind === 'parallel' ? step.spec.branches.flatMap(publishes) : [];
  });
}

const kinds = (scenario: Scenario): string[] => scenario.steps.map(({ kind }) => kind);
const start = (): string => settled(LARGE, { seed: 7, version: 5, vars: {} }) ?? '';

test('a failure of QoS 2 that needs three publishers leaves three pairs, their steps, and nothing else', async (t) => {
  const { stillFails } = oracle(
    ({ groups, steps }) =>
      publishes(steps).some(({ qos, clients }) => qos === 2 && clients.includes('publisher')) &&
      steps.some((step) => step.kind === 'subscribe' && step.spec.clients.includes('subscriber')) &&
      (groups.find(({ name }) => name === 'publisher')?.count ?? 0) >= 3,
  );
  const small = scenarioOf(await shrink(start(), stillFails));
  t.deepEqual(
    small.groups.map(({ name, count }) => `${name} ${count}`),
    ['subscriber 3', 'publisher 3'],
  );
  t.deepEqual(kinds(small), ['connect', 'subscribe', 'drain', 'publish', 'drain']);
  t.deepEqual(small.faults, []);
  t.deepEqual(small.thresholds, []);
  t.deepEqual(small.versions, [5]);
  t.is(small.seed, 7);
  t.like(publishes(small.steps)[0], { rate: 1, for: 100_000 });
});

test('what waits for a broker is never cut short: a slow one must not become one that loses messages', async (t) => {
  const { stillFails, scenarios } = oracle(({ steps }) => steps.some(({ kind }) => kind === 'connect'));
  const small = scenarioOf(await shrink(start(), stillFails));
  const drains = scenarios.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === 'drain' ? [step.spec.timeout] : [])),
  );
  t.deepEqual([...new Set(drains)].sort(), [1_000_000, 30_000_000]);
  t.true(kinds(small).includes('drain'));
});

test('a fault that the failure needs stays, and the others go', async (t) => {
  const { stillFails } = oracle(({ faults }) => faults.some(({ kind }) => kind === 'reset'));
  const small = scenarioOf(await shrink(start(), stillFails));
  t.deepEqual(
    small.faults.map(({ kind }) => kind),
    ['reset'],
  );
  t.deepEqual(
    small.groups.map(({ name, count }) => `${name} ${count}`),
    ['bystander 1'],
  );
});

test('a number between the least and what it was is found closely', async (t) => {
  const { stillFails } = oracle(({ groups }) =>
    groups.some(({ name, count }) => name === 'bystander' && count >= 90),
  );
  const small = scenarioOf(await shrink(start(), stillFails));
  const count = small.groups.find(({ name }) => name === 'bystander')?.count ?? 0;
  t.true(count >= 90 && count <= 90 * 1.3, String(count));
});

test('where nothing smaller fails, the scenario stays as it is', async (t) => {
  const { stillFails } = oracle(() => false);
  t.is(await shrink(start(), stillFails), start());
});

test('a search that may not go on keeps what it has, and ends', async (t) => {
  let tries = 0;
  const small = await shrink(start(), (text) => {
    tries += 1;
    return Promise.resolve(tries <= 3 && loadScenario(text, 'x').ok);
  });
  t.is(scenarioOf(small).vars['pairs'], 1);
  t.true(tries < 500);
});

test('what the command line said is written into the scenario, and the rest of the text is kept', (t) => {
  const text = settled(LARGE, { seed: 9, version: 4, vars: { pairs: 5, hold: '2s' } }) ?? '';
  const scenario = scenarioOf(text);
  t.like(scenario, { seed: 9, versions: [4] });
  t.like(scenario.vars, { pairs: 5, hold: '2s' });
  t.regex(text, /# This comment stays/u);
  t.notRegex(text, /yaml-language-server|thresholds/u);
});

test('vars that nothing speaks of are left out in the end', (t) => {
  const scenario = scenarioOf(withoutUnusedVars(start()));
  t.deepEqual(Object.keys(scenario.vars), ['pairs', 'rate', 'hold', 'patience']);
});
