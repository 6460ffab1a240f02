import test from 'ava';
import type { RunOutcome } from '../../../src/run/types.ts';
import { startBroker } from '../../../src/broker/start.ts';
import { findDefect } from '../../../src/broker/defects/index.ts';
import { runText, summary } from '../../support/run-scenario.ts';

const GROUP =
  'count: 3, clean-start: false, session-expiry: never, reconnect: { initial-delay: 20ms, max-delay: 200ms }, keep-alive: 2s';

interface Wanted {
  readonly faults: string;
  readonly defect?: string;
  readonly threads?: number;
  readonly steps?: readonly string[];
}

async function run(t: { teardown(fn: () => Promise<void>): void }, wanted: Wanted): Promise<RunOutcome> {
  const listeners = [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] as const;
  const defect = wanted.defect === undefined ? undefined : findDefect(wanted.defect);
  const broker = await startBroker({ ...defect?.apply({}, { every: 1 }), listeners });
  t.teardown(() => broker.close());
  const text = `
name: faults
clients:
  subscriber: { ${GROUP} }
  publisher: { ${GROUP} }
steps:
  - connect: all
  - subscribe: { clients: subscriber, filter: 'f/\${index}/#', qos: 2 }
  - publish: { clients: publisher, topic: 'f/\${index}', qos: 2, rate: 50/s, for: 1s }
${(wanted.steps ?? []).map((step) => `  - ${step}\n`).join('')}  - drain: 10s
  - disconnect: all
faults:
  - ${wanted.faults}
`;
  return runText(text, {
    url: broker.urls[0] ?? '',
    version: 5,
    ...(wanted.threads === undefined ? {} : { threads: wanted.threads }),
  });
}

function statuses(outcome: RunOutcome, invariant: string): string[] {
  const found = outcome.check.findings.filter((one) => one.invariant === invariant);
  return [...new Set(found.map(({ status }) => status))];
}

for (const threads of [1, 2]) {
  test.serial(
    `connections that our own faults end are excused, and nothing is lost (${threads} threads)`,
    async (t) => {
      const outcome = await run(t, { faults: 'reset: { every: 300ms }', threads });
      t.is(outcome.check.verdict, 'pass', summary(outcome));
      t.deepEqual(statuses(outcome, 'C1'), ['excused']);
      const [reset] = outcome.faults ?? [];
      t.like(reset, { name: 'reset', kind: 'reset' });
      t.true((reset?.ended ?? 0) > 0);
      t.is(reset?.connections, reset?.ended);
      // The schedule counts from the first publish step, and rests while the drain waits.
      const spans = reset?.spans ?? [];
      t.true((reset?.times ?? 0) >= 3 && spans.length >= 1 && spans.length <= (reset?.times ?? 0));
      t.true(spans.every(({ fromUs, toUs }) => fromUs >= 0 && fromUs <= toUs && toUs <= outcome.durationUs));
      const qos2 = outcome.check.semantics.find(({ qos }) => qos === 2);
      t.true((qos2?.acknowledged ?? 0) > 100, summary(outcome));
      t.is(qos2?.delivered, qos2?.acknowledged, summary(outcome));
    },
  );
}

test.serial('a session that is lost on a bad network is the broker’s fault all the same', async (t) => {
  const outcome = await run(t, { faults: 'reset: { every: 400ms }', defect: 'session-never-kept' });
  t.true(statuses(outcome, 'S1').includes('fail'), summary(outcome));
});

test.serial('a drain waits on a sound network: what a partition held back arrives', async (t) => {
  const outcome = await run(t, { faults: 'partition: { clients: subscriber, at: 200ms }' });
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.is(
    outcome.check.semantics.reduce((sum, row) => sum + row.delivered, 0),
    150,
  );
});

test.serial('a fault whose packet never comes stands in the results as one that struck nobody', async (t) => {
  const outcome = await run(t, { faults: 'cut: { before: suback, nth: 9 }' });
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  // In force on six connections, and once more on each after the drain, in which it rested.
  t.deepEqual(outcome.faults, [{ name: 'cut', kind: 'cut', times: 1, connections: 12, ended: 0, spans: [] }]);
});

test.serial('a cut strikes each client as often as it says, a drain between or not', async (t) => {
  const outcome = await run(t, {
    faults: 'cut: { clients: publisher, after: pubrec, times: 1 }',
    steps: [
      'drain: 10s',
      "publish: { clients: publisher, topic: 'f/${index}', qos: 2, rate: 50/s, for: 200ms }",
    ],
  });
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.like(outcome.faults?.[0], { times: 1, ended: 3 });
});

test.serial('what a fault of a step still keeps back when a drain ends is not called lost', async (t) => {
  const outcome = await run(t, {
    faults: 'latency: { delay: 1ms }',
    steps: [
      'fault: { stall: { clients: subscriber, direction: to-client, name: quiet } }',
      "publish: { clients: publisher, topic: 'f/${index}', qos: 2, rate: 50/s, for: 100ms }",
      'drain: 500ms',
      'fault: { stop: quiet }',
    ],
  });
  t.is(outcome.check.verdict, 'pass', summary(outcome));
});
