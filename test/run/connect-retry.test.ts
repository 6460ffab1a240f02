import test from 'ava';
import { PacketType } from '../../src/protocol/constants.ts';
import { seededRandom } from '../../src/base/random.ts';
import { backoffUs } from '../../src/run/backoff.ts';
import { runText, summary } from '../support/run-scenario.ts';
import { ScriptedBroker } from '../support/scripted-broker.ts';

function scenario(connect: string): string {
  return `
name: retried
clients: { one: { count: 4 } }
steps:
  - connect: { clients: one, ${connect} }
  - disconnect: one
`;
}

/** Refuses or cuts the first attempts, whoever makes them. */
async function stubborn(refusals: number, refuse: number | 'cut'): Promise<ScriptedBroker> {
  const broker = await ScriptedBroker.start(5);
  let attempts = 0;
  broker.onPacket = (packet, connection) => {
    if (packet.type !== PacketType.connect) return;
    attempts += 1;
    if (attempts > refusals) connection.accept();
    else if (refuse === 'cut') connection.socket.destroy();
    else connection.send({ type: PacketType.connack, sessionPresent: false, reasonCode: refuse });
  };
  return broker;
}

for (const refuse of ['cut', 0x88, 0x89, 0x97, 0x9f] as const) {
  test(`an attempt that ended with ${refuse} is made again, and every one is counted`, async (t) => {
    const broker = await stubborn(6, refuse);
    t.teardown(() => broker.stop());
    const url = `mqtt://127.0.0.1:${broker.port}`;
    const text = scenario('retry: { times: 6, initial-delay: 5ms, max-delay: 20ms }');
    const outcome = await runText(text, { url, version: 5 });
    const { counters } = outcome.metrics;
    t.deepEqual(
      {
        attempted: counters['connect.attempted'],
        ok: counters['connect.ok'],
        failed: counters['connect.failed'],
        retried: counters['connect.retried'],
      },
      { attempted: 10, ok: 4, failed: 0, retried: 6 },
      summary(outcome),
    );
    t.is(outcome.steps[0]?.status, 'done');
  });
}

test('after the last attempt the step has failed', async (t) => {
  const broker = await stubborn(Number.POSITIVE_INFINITY, 'cut');
  t.teardown(() => broker.stop());
  const text = scenario('retry: { times: 2, initial-delay: 1ms }');
  const outcome = await runText(text, { url: `mqtt://127.0.0.1:${broker.port}`, version: 5 });
  t.is(outcome.stopReason, 'unreachable');
  t.is(outcome.metrics.counters['connect.attempted'], 12);
  t.is(outcome.metrics.counters['connect.failed'], 4);
});

test('a refusal that no time will change, or that is expected, is final', async (t) => {
  const broker = await stubborn(Number.POSITIVE_INFINITY, 0x87);
  t.teardown(() => broker.stop());
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const refused = await runText(scenario('retry: 5'), { url, version: 5 });
  t.is(refused.metrics.counters['connect.attempted'], 4);
  const busy = await stubborn(Number.POSITIVE_INFINITY, 0x89);
  t.teardown(() => busy.stop());
  const text = scenario('retry: 5, expect-reason: 0x89');
  const expected = await runText(text, { url: `mqtt://127.0.0.1:${busy.port}`, version: 5 });
  t.is(expected.metrics.counters['connect.attempted'], 4);
  t.is(expected.expectations[0]?.verdict, 'pass');
});

test('waits double up to the longest, spread by up to half', (t) => {
  const policy = { initialDelayUs: 100, maxDelayUs: 1_000 };
  for (const [failures, whole] of [
    [0, 100],
    [1, 200],
    [3, 800],
    [4, 1_000],
    [1_000, 1_000],
  ] as const) {
    const wait = backoffUs(policy, failures, seededRandom(failures));
    t.true(wait >= whole / 2 && wait <= whole, `${failures}: ${wait}`);
  }
});
