import test from 'ava';
import { readdirSync } from 'node:fs';
import { startBroker } from '../../src/broker/start.ts';
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import { runShipped, summary } from '../support/run-scenario.ts';
import { SHIPPED, SHIPPED_PLAIN, SHIPPED_SUITES } from '../support/shipped.ts';

const VERSIONS: readonly ProtocolVersion[] = [4, 5];

for (const { name, vars, deliveriesMin, only } of SHIPPED_PLAIN) {
  for (const version of VERSIONS.filter((each) => each === (only ?? each))) {
    test.serial(
      `${name} passes on the embedded broker in MQTT ${version === 4 ? '3.1.1' : '5.0'}`,
      async (t) => {
        const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
        t.teardown(() => broker.close());
        const outcome = await runShipped(name, { url: broker.urls[0] ?? '', version, vars });
        t.is(outcome.stopReason, 'completed');
        t.is(outcome.check.verdict, 'pass', summary(outcome));
        t.deepEqual(
          outcome.steps.flatMap((step) => step.problems),
          [],
        );
        const delivered = outcome.check.semantics.reduce((sum, row) => sum + row.delivered, 0);
        t.true(delivered >= deliveriesMin, `${delivered} deliveries`);
      },
    );
  }
}

test('every scenario that ships is run here', (t) => {
  const files = readdirSync('scenarios').filter((file) => file.endsWith('.yaml'));
  const known = [...SHIPPED.map(({ name }) => name), ...SHIPPED_SUITES];
  t.deepEqual(files.map((file) => file.replace('.yaml', '')).sort(), known.sort());
});
