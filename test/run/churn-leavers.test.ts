import test from 'ava';
import { churnLeavers } from '../../src/run/churn-leavers.ts';

const STEP = {
  members: [
    { first: 10, count: 20 },
    { first: 50, count: 20 },
  ],
  leaving: 8,
  path: 'steps[2]',
};
const ROUND = { seed: 7, iteration: 0, round: 0 };

test('as many leave as are to, each once, all of them members', (t) => {
  const leavers = churnLeavers(STEP, ROUND);
  t.is(new Set(leavers).size, 8);
  t.true(leavers.every((index) => (index >= 10 && index < 30) || (index >= 50 && index < 70)));
});

test('seed, step, iteration and round decide who leaves, and nothing else', (t) => {
  const same = churnLeavers(STEP, ROUND);
  t.deepEqual(churnLeavers(STEP, { ...ROUND }), same);
  for (const other of [{ seed: 8 }, { iteration: 1 }, { round: 1 }])
    t.notDeepEqual(churnLeavers(STEP, { ...ROUND, ...other }), same);
  t.notDeepEqual(churnLeavers({ ...STEP, path: 'steps[3]' }, ROUND), same);
});

test('over many rounds everybody leaves about as often', (t) => {
  const counts = new Map<number, number>();
  for (let round = 0; round < 1_000; round += 1)
    for (const index of churnLeavers(STEP, { ...ROUND, round }))
      counts.set(index, (counts.get(index) ?? 0) + 1);
  t.is(counts.size, 40);
  // 200 each on average; five standard deviations are 63.
  t.true([...counts.values()].every((count) => Math.abs(count - 200) < 63));
});

test('all may leave at once', (t) => {
  t.is(new Set(churnLeavers({ ...STEP, leaving: 40 }, ROUND)).size, 40);
});
