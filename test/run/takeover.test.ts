import test from 'ava';
import { startBroker } from '../../src/broker/start.ts';
import { findDefect } from '../../src/broker/defects/index.ts';
import type { BrokerOptions } from '../../src/broker/options.ts';
import { present } from '../../src/base/assert.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import { runText, summary } from '../support/run-scenario.ts';
import { ScriptedBroker } from '../support/scripted-broker.ts';

const LISTENERS = [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] as const;

/** Publishers and subscribers are taken over while messages are under way. */
function scenario(cleanStart: boolean): string {
  return `
name: taken over
clients:
  subscriber: { count: 3, clean-start: false, session-expiry: never }
  publisher: { count: 3, clean-start: false, session-expiry: never }
steps:
  - connect: all
  - subscribe: { clients: subscriber, filter: 't/#', qos: 2 }
  - parallel:
      - publish: { clients: publisher, topic: 't/\${index}', qos: 1, rate: 200/s, for: 400ms }
      - publish: { clients: publisher, topic: 't/\${index}', qos: 2, rate: 200/s, for: 400ms }
      - - wait: 100ms
        - takeover: { clients: subscriber, clean-start: ${cleanStart}, session-present: ${!cleanStart} }
        ${cleanStart ? `- subscribe: { clients: subscriber, filter: 't/#', qos: 2 }` : '- takeover: publisher'}
  - drain: 5s
  - disconnect: all
`;
}

const run = async (text: string, version: 4 | 5, options: BrokerOptions = {}, threads = 1) => {
  const broker = await startBroker({ ...options, listeners: LISTENERS });
  try {
    return await runText(text, { url: broker.urls[0] ?? '', version, threads });
  } finally {
    await broker.close();
  }
};

for (const version of [4, 5] as const)
  for (const cleanStart of [false, true])
    test.serial(
      `a takeover with Clean Start ${cleanStart ? 1 : 0} is no loss, in MQTT ${version === 4 ? '3.1.1' : '5.0'} (${version === 4 ? '311:3.1.4-2' : '5:3.1.4-3'})`,
      async (t) => {
        const outcome = await run(scenario(cleanStart), version);
        t.is(outcome.check.verdict, 'pass', summary(outcome));
        t.deepEqual(
          outcome.expectations.map(({ verdict }) => verdict),
          ['pass'],
        );
        const result = outcome.check.invariants.find(({ id }) => id === 'S4');
        t.like(result, { verdict: 'pass', exercised: cleanStart ? 3 : 6 });
        t.is(outcome.metrics.counters['connection.lost'], 0);
      },
    );

test.serial('S4 is red for a broker that leaves the old connection open', async (t) => {
  const defect = present(findDefect('takeover-keeps-old-connection'), 'the defect');
  const text = scenario(false)
    .replaceAll('takeover: publisher', 'takeover: { clients: publisher, within: 1s }')
    .replace('clean-start: false, session-present', 'within: 1s, session-present');
  const outcome = await run(text, 5, defect.apply({}));
  const failed = outcome.check.findings.filter(({ status }) => status === 'fail');
  t.true(failed.some(({ invariant }) => invariant === 'S4'));
  t.deepEqual([...new Set(failed.map(({ invariant }) => invariant))], ['S4'], summary(outcome));
});

test.serial('a refused second connection is a problem of the step, and the first goes on', async (t) => {
  const broker = await ScriptedBroker.start(5);
  t.teardown(() => broker.stop());
  let connects = 0;
  broker.onPacket = (packet, connection) => {
    if (packet.type === PacketType.connect) {
      connects += 1;
      if (connects === 1) connection.accept();
      else connection.send({ type: PacketType.connack, sessionPresent: false, reasonCode: 0x88 });
    }
    if (packet.type === PacketType.publish)
      connection.send({ type: PacketType.puback, packetId: packet.packetId ?? 0, reasonCode: 0 });
  };
  const text = `
name: refused
clients: { one: { count: 1 } }
steps:
  - connect: one
  - takeover: one
  - publish: { clients: one, topic: t, qos: 1, window: 1, count: 1 }
  - disconnect: one
`;
  const outcome = await runText(text, { url: `mqtt://127.0.0.1:${broker.port}`, version: 5 });
  t.deepEqual(outcome.steps[1]?.problems, ['a second connection was not accepted: Server unavailable']);
  t.is(outcome.metrics.counters['publish.sent'], 1);
});
