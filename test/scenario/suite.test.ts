import test from 'ava';
import { readFileSync } from 'node:fs';
import { estimatePlan } from '../../src/plan/estimate.ts';
import { PUBLISHED_SUITE, suiteScenario } from '../../src/scenario/suite.ts';
import { planText } from '../support/run-scenario.ts';

function textOf(name: string): string {
  const result = suiteScenario(name);
  if (result?.ok !== true) throw new Error(result?.message ?? `${name} is not of the suite`);
  return result.text;
}

function plan(name: string, vars: Readonly<Record<string, string>> = {}) {
  return planText(textOf(name), name, { url: 'mqtt://127.0.0.1:1', version: 5, vars });
}

for (const name of PUBLISHED_SUITE) {
  test(`${name} ships as a file, which is the text that its name stands for`, (t) => {
    t.is(readFileSync(`scenarios/${name}.yaml`, 'utf8'), textOf(name));
  });
}

for (const [name, clients, published, deliveries] of [
  ['p2p-1K-1K-1K-1K', 2_000, 10_000, 10_000],
  ['fanout-1-1K-1-1K', 1_001, 10, 10_000],
  ['fanout-5-1000-5-250K', 1_005, 2_500, 2_500_000],
  ['p2p-100-100-100-50', 200, 500, 500],
] as const) {
  test(`${name}: clients, messages in and messages out of ten seconds`, (t) => {
    const planned = plan(name, { hold: '10s' });
    const estimate = estimatePlan(planned);
    t.is(planned.clientCount, clients);
    t.is(estimate.published, published);
    t.is(estimate.deliveries, deliveries);
  });
}

test('sharedsub: messages come in at the rate, and all subscribers are one group', (t) => {
  const planned = plan('sharedsub-1K-5-1K-1K', { hold: '10s' });
  t.is(planned.clientCount, 1_005);
  t.is(estimatePlan(planned).published, 10_000);
  t.true(textOf('sharedsub-1K-5-1K-1K').includes("filter: '$share/benchmark/bench/#'"));
});

test('conn-tcp: connections at a rate, then nothing but keep-alive', (t) => {
  const planned = plan('conn-tcp-1.5K-100');
  t.is(planned.clientCount, 1_500);
  const [connect] = planned.steps;
  t.is(connect?.kind === 'connect' ? connect.ratePerSecond : undefined, 100);
  t.is(planned.groups[0]?.keepAliveSeconds, 300);
});

test('names of other scenarios are not of the suite', (t) => {
  for (const name of ['qos2', 'fan-out', 'p2p', 'p2p.yaml', 'conn-tcp', ''])
    t.is(suiteScenario(name), undefined);
});

test('a member that cannot be is refused with the grammar', (t) => {
  for (const name of [
    'p2p-1-2-1-1',
    'p2p-1-1-1',
    'p2p-0-0-0-1',
    'fanout-1-10-3-10',
    'p2p-1.5-1.5-1.5-1',
    'conn-tcp-0-1',
    'conn-tcp-10-0',
    'p2p-10-10-10-0',
    'p2p-1G-1G-1G-1',
  ]) {
    const result = suiteScenario(name);
    t.is(result?.ok, false, name);
    if (result?.ok === false) t.regex(result.hint, /conn-tcp-<connections>/u);
  }
});
