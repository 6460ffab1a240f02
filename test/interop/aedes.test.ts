import test from 'ava';
import { startAedes } from '../support/foreign-brokers.ts';
import { judgeInterop } from '../support/known-findings.ts';
import { runShipped } from '../support/run-scenario.ts';
import { SHIPPED_PLAIN } from '../support/shipped.ts';

const TARGETS = [
  { aedes: 1, version: 4 },
  { aedes: 2, version: 4 },
  { aedes: 2, version: 5 },
] as const;

/** Their drains wait in vain on aedes; the same code runs in 5.0. */
const SLOW = ['takeover', 'session-resume', 'unstable-network'].map(
  (name) => `${name} passes on aedes 2 in MQTT 3.1.1`,
);

/** Aedes never sends what these wait for. */
const IN_VAIN: Readonly<Record<string, string>> = {
  'session-resume': '8s',
  'unstable-network': '8s',
  properties: '2s',
};

/** Shared Subscriptions are 5.0's; in 3.1.1 a broker may know `$share/…` or take it for an ordinary filter, as aedes does. */
function isForeignTo(name: string, version: 4 | 5): boolean {
  return version === 4 && (name.startsWith('singlenode-sharedsub') || name === 'shared-subscription');
}

for (const scenario of SHIPPED_PLAIN) {
  const { name, vars, only } = scenario;
  const patience = IN_VAIN[name];
  const known = patience === undefined ? vars : { ...vars, patience };
  for (const { aedes, version } of TARGETS.filter(
    ({ version: each }) => each === (only ?? each) && !isForeignTo(name, each),
  )) {
    const title = `${name} passes on aedes ${aedes} in MQTT ${version === 4 ? '3.1.1' : '5.0'}`;
    if (SLOW.includes(title)) continue;
    test.serial(title, async (t) => {
      const broker = await startAedes(aedes);
      t.teardown(() => broker.stop());
      const outcome = await runShipped(name, { url: broker.url, version, vars: known });
      judgeInterop(t, outcome, `aedes ${aedes}`, scenario);
    });
  }
}
