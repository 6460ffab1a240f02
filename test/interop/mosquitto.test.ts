import test from 'ava';
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import { mosquittoPath, mosquittoVersion, startMosquitto } from '../support/foreign-brokers.ts';
import { judgeInterop } from '../support/known-findings.ts';
import { runShipped } from '../support/run-scenario.ts';
import { SHIPPED_PLAIN } from '../support/shipped.ts';

const VERSIONS: readonly ProtocolVersion[] = [4, 5];
const run = mosquittoPath() === undefined ? test.skip : test.serial;

for (const scenario of SHIPPED_PLAIN.filter(({ brokenBy }) => brokenBy?.['Mosquitto'] === undefined)) {
  const { name, vars, only } = scenario;
  for (const version of VERSIONS.filter((each) => each === (only ?? each))) {
    run(`${name} passes on Mosquitto in MQTT ${version === 4 ? '3.1.1' : '5.0'}`, async (t) => {
      const broker = await startMosquitto();
      t.teardown(() => broker.stop());
      const outcome = await runShipped(name, { url: broker.url, version, vars });
      judgeInterop(t, outcome, `Mosquitto ${mosquittoVersion()}`, scenario);
    });
  }
}
