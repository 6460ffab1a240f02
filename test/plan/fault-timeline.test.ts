import test from 'ava';
import { FaultTimeline, type FaultOccurrence } from '../../src/plan/fault-timeline.ts';
import type { Plan } from '../../src/plan/types.ts';
import { planText } from './support.ts';

function planWith(faults: string, seed = 1): Plan {
  const text = [
    'name: test',
    'clients: { a: { count: 10, reconnect: true }, b: { count: 10, reconnect: true } }',
    'steps: [ { connect: all } ]',
    'faults:',
    `  - ${faults}`,
    '',
  ].join('\n');
  return planText(text, { seed });
}

function first(plan: Plan, count: number): FaultOccurrence[] {
  const timeline = new FaultTimeline(plan);
  return Array.from({ length: count }, () => timeline.take()).filter((one) => one !== undefined);
}

test('a fault without times lasts from the start to the end', (t) => {
  const plan = planWith('latency: { delay: 5ms }');
  const [only] = first(plan, 3);
  t.like(only, { atUs: 0, untilUs: Infinity });
  t.is(first(plan, 3).length, 1);
  t.true(only?.concerns(undefined), 'it is for all, so for those too whom nobody knows');
});

test('`every` begins after the first time, and `at` before it', (t) => {
  const times = (text: string): number[] => first(planWith(text), 3).map(({ atUs }) => atUs / 1e6);
  t.deepEqual(times('reset: { every: 2s }'), [2, 4, 6]);
  t.deepEqual(times('reset: { at: 500ms, every: 2s }'), [0.5, 2.5, 4.5]);
  t.deepEqual(times('reset: { at: 3s }'), [3]);
  const [stall] = first(planWith('stall: { every: 2s, for: 1s }'), 1);
  t.like(stall, { atUs: 2e6, untilUs: 3e6 });
});

test('a share is the same clients each time', (t) => {
  const two = first(planWith('reset: { clients: a, share: 30%, every: 1s }'), 2);
  const hit = two.map((one) =>
    Array.from({ length: 20 }, (_, client) => client).filter((c) => one.concerns(c)),
  );
  t.is(hit[0]?.length, 3);
  t.deepEqual(hit[0], hit[1]);
  t.true(hit[0]?.every((client) => client < 10));
  t.false(two[0]?.concerns(undefined));
});

test('a random schedule is fixed by the seed, and another seed gives another', (t) => {
  const random = 'random: { every: 1s, for: 400ms, share: 40% }';
  const tell = (seed: number) =>
    first(planWith(random, seed), 40).map((one) => [
      one.action,
      one.atUs,
      one.untilUs,
      Array.from({ length: 20 }, (_, client) => one.concerns(client)),
    ]);
  t.deepEqual(tell(7), tell(7));
  t.notDeepEqual(tell(7), tell(8));
});

test('a random schedule varies kind, time and share, and keeps its means', (t) => {
  const plan = planWith('random: { every: 1s, for: 400ms, share: 40% }');
  const many = first(plan, 500);
  t.true(new Set(many.map(({ action }) => action.kind)).size >= 8);
  const last = many.at(-1)?.atUs ?? 0;
  t.true(Math.abs(last / 500 / 1e6 - 1) < 0.1);
  const hits = many.reduce(
    (sum, one) =>
      sum + Array.from({ length: 20 }, (_, client) => client).filter((c) => one.concerns(c)).length,
    0,
  );
  t.true(Math.abs(hits / 500 / 20 - 0.4) < 0.05);
});

test('each kind is drawn about as often as the others, however many ways there are to do it', (t) => {
  const counts = new Map<string, number>();
  for (const { action } of first(planWith('random: { every: 1s, for: 400ms, share: 40% }'), 1_800))
    counts.set(action.kind, (counts.get(action.kind) ?? 0) + 1);
  t.is(counts.size, 9);
  t.true(
    [...counts.values()].every((count) => count > 140 && count < 260),
    JSON.stringify([...counts]),
  );
});
