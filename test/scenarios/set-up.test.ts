/** Scenarios for which the embedded broker is set up: listeners, certificates, credentials. */
import test from 'ava';
import { readFileSync } from 'node:fs';
import { runScenario, type Results } from '../../src/index.ts';
import { SHIPPED } from '../support/shipped.ts';

const textOf = (name: string): string => readFileSync(`scenarios/${name}.yaml`, 'utf8');

/** What decides, without the health of this machine, which other tests keep busy. */
function faults({ runs }: Results): string[] {
  return runs.flatMap((run) => [
    ...(run.check.verdict === 'pass'
      ? []
      : run.check.findings.map(({ summary, actual }) => `${summary} ${actual}`)),
    ...run.steps.flatMap((step) => step.problems),
    ...run.expectations.filter(({ verdict }) => verdict !== 'pass').map(({ text }) => text),
    ...(run.stopReason === 'completed' ? [] : [run.stopReason]),
  ]);
}

for (const { name, vars, deliveriesMin } of SHIPPED.filter((each) => each.needsSetUp))
  for (const protocol of ['3.1.1', '5.0'] as const)
    test.serial(`${name} passes on the embedded broker in MQTT ${protocol}`, async (t) => {
      const results = await runScenario(textOf(name), { vars, protocol, seed: 1 });
      t.deepEqual(faults(results), []);
      const delivered = results.runs
        .flatMap((run) => run.check.semantics)
        .reduce((sum, row) => sum + row.delivered, 0);
      t.true(delivered >= deliveriesMin, `${delivered} deliveries`);
    });

for (const [name, from, to] of [
  ['auth-password', 'battery staple', '${password}${index}'],
  ['auth-jwt', 'not the key of this broker, by any means', '${secret}'],
] as const)
  test.serial(`${name} fails where one who must stay outside gets in`, async (t) => {
    const text = textOf(name);
    t.true(text.includes(from));
    const results = await runScenario(text.replace(from, to), { vars: { hold: '100ms' }, protocol: '5.0' });
    t.is(results.verdict, 'fail');
    t.true(faults(results).length > 0);
  });
