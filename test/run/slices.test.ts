import test from 'ava';
import type { Steps } from '../../src/base/steps.ts';
import { Breath, inSlices } from '../../src/run/slices.ts';

function* busy(steps: number): Steps<string> {
  for (let step = 0; step < steps; step += 1) {
    const untilMs = performance.now() + 1;
    while (performance.now() < untilMs);
    yield;
  }
  return 'done';
}

test('long work lets others have their turn, and ends with its result', async (t) => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  t.is(await inSlices(busy(100)), 'done');
  clearInterval(timer);
  t.true(turns >= 3, `${turns} turns`);
});

test('short work needs no turn', async (t) => {
  let turned = false;
  setImmediate(() => (turned = true));
  t.is(await inSlices(busy(0)), 'done');
  t.false(turned);
});

test('a loop of many short rounds takes a breath now and then, not in each round', async (t) => {
  const breath = new Breath();
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  for (let round = 0; round < 100; round += 1) {
    const untilMs = performance.now() + 1;
    while (performance.now() < untilMs);
    await breath.taken();
  }
  clearInterval(timer);
  t.true(turns >= 3 && turns <= 30, `${turns} turns`);
});
