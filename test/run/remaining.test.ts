import test from 'ava';
import type { PlannedStep } from '../../src/plan/types.ts';
import { present } from '../../src/base/assert.ts';
import { StepTracker } from '../../src/run/remaining.ts';
import { planText } from '../support/run-scenario.ts';

const SECOND_US = 1_000_000;

function planned(steps: string): readonly PlannedStep[] {
  const text = `
name: left
clients: { one: { count: 10 } }
steps:
  - connect: { clients: one, rate: 5/s }
${steps}
`;
  return planText(text, 'test.yaml', { url: 'mqtt://127.0.0.1:1', version: 5 }).steps;
}

function seconds(tracker: StepTracker, steps: readonly PlannedStep[], nowS = 0): number | undefined {
  const us = tracker.remainingUs(steps, nowS * SECOND_US);
  return us === undefined ? undefined : us / SECOND_US;
}

function at(steps: readonly PlannedStep[], i: number): PlannedStep {
  return present(steps[i], 'a step');
}

test('what lasts by the plan is counted down while it runs, and waiting for the broker counts as nothing', (t) => {
  const steps = planned(`
  - wait: 3s
  - publish: { clients: one, topic: a, qos: 1, rate: 1/s, for: 10s }
  - drain: 5s`);
  const tracker = new StepTracker();
  t.is(seconds(tracker, steps), 2 + 3 + 10);
  tracker.began(at(steps, 0), 0);
  t.is(seconds(tracker, steps, 1), 14);
  t.is(seconds(tracker, steps, 60), 13, 'a step that takes longer than planned has nothing left');
  tracker.ended(at(steps, 0));
  tracker.began(at(steps, 1), 60 * SECOND_US);
  t.is(seconds(tracker, steps, 62), 11);
});

test('branches side by side last as long as the longest', (t) => {
  const steps = planned('  - parallel: [{ wait: 3s }, [{ wait: 2s }, { wait: 4s }]]');
  t.is(seconds(new StepTracker(), steps), 2 + 6);
});

test('rounds of a repeat are counted; its time bounds them', (t) => {
  const steps = planned('  - repeat: { times: 5, steps: [{ wait: 2s }] }');
  const tracker = new StepTracker();
  t.is(seconds(tracker, steps), 12);
  const repeat = at(steps, 1);
  if (repeat.kind !== 'repeat') throw new Error('no repeat');
  const wait = at(repeat.steps, 0);
  tracker.began(at(steps, 0), 0);
  tracker.ended(at(steps, 0));
  tracker.began(repeat, 0);
  tracker.round(repeat);
  tracker.began(wait, 0);
  tracker.ended(wait);
  t.is(seconds(tracker, steps, 2), 8);
  tracker.round(repeat);
  t.is(seconds(tracker, steps, 2), 8, 'a new round begins anew');
  const timed = planned('  - repeat: { for: 7s, steps: [{ wait: 2s }] }');
  t.is(seconds(new StepTracker(), timed), 9);
});

test('as fast as the broker takes it: nobody knows how long', (t) => {
  const steps = planned('  - publish: { clients: one, topic: a, qos: 1, window: 5, count: 100 }');
  const tracker = new StepTracker();
  t.is(seconds(tracker, steps), undefined);
  tracker.ended(at(steps, 1));
  t.is(seconds(tracker, steps), 2);
});
