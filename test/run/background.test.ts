import test from 'ava';
import { present } from '../../src/base/assert.ts';
import { startBroker } from '../../src/broker/start.ts';
import type { StepOutcome } from '../../src/run/types.ts';
import { runText, summary } from '../support/run-scenario.ts';

const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
const url = broker.urls[0] ?? '';
test.after.always(() => broker.close());

const SCENARIO = `
name: background
clients: { subscriber: { count: 2, clean-start: false, session-expiry: 1h }, publisher: { count: 2 } }
steps:
  - connect: all
  - subscribe: { clients: subscriber, filter: 'a/#', qos: 2 }
  - background:
      - publish: { clients: publisher, topic: 'a/\${index}', qos: 2, payload: 64B, rate: 50/s, for: 600ms }
      - publish: { clients: publisher, topic: 'a/\${index}', qos: 1, payload: 64B, window: 5, count: 10 }
  - drop: { clients: subscriber, how: reset }
  - wait: 100ms
  - resume: { clients: subscriber, session-present: true }
  - drain: 5s
  - disconnect: all
`;

const endUs = ({ startedUs, durationUs }: StepOutcome): number => startedUs + durationUs;

for (const threads of [1, 2])
  test.serial(
    `steps go on beside the background, and a drain waits for it, with ${threads} threads`,
    async (t) => {
      const outcome = await runText(SCENARIO, { url, version: 5, threads });
      t.is(outcome.check.verdict, 'pass', summary(outcome));
      const step = (path: string): StepOutcome =>
        present(
          outcome.steps.find((each) => each.path === path),
          path,
        );
      const second = step('steps[2].background[1]');
      t.true(endUs(step('steps[5]')) < second.startedUs, 'all is over before the second background step');
      t.true(step('steps[6]').startedUs >= endUs(second), 'the drain begins when the background has ended');
      t.is(
        outcome.check.semantics.reduce((sum, row) => sum + row.delivered, 0),
        2 * (60 + 20),
      );
    },
  );

test.serial('what comes behind a drain of another branch is waited for before the run ends', async (t) => {
  const text = `
name: behind
clients: { subscriber: { count: 1 }, publisher: { count: 1 } }
steps:
  - connect: all
  - subscribe: { clients: subscriber, filter: 'a', qos: 1 }
  - parallel:
      - publish: { clients: publisher, topic: a, qos: 1, payload: 64B, rate: 50/s, for: 800ms }
      - drain: 100ms
faults:
  - latency: { clients: subscriber, delay: 500ms }
`;
  const outcome = await runText(text, { url, version: 5 });
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.is(outcome.check.semantics[0]?.delivered, 40);
});
