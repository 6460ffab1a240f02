import test from 'ava';
import fc from 'fast-check';
import { arrivalCount, arrivalTimeUs } from '../../src/plan/arrival-times.ts';
import { ArrivalSchedule } from '../../src/plan/arrivals.ts';
import { memberIndexes } from '../../src/plan/members.ts';
import { segmentOf } from '../../src/plan/segments.ts';
import type { Plan, PublishStep } from '../../src/plan/types.ts';
import { onlyStep, planOf } from './support.ts';

type Arrival = readonly [dueUs: number, client: number];

function publishPlan(members: number, pace: string, seed = 1): { plan: Plan; step: PublishStep } {
  const plan = planOf(
    { idle: 2, a: members },
    [`publish: { clients: a, topic: "t/\${index}", qos: 0, ${pace} }`],
    seed,
  );
  return { plan, step: onlyStep(plan, 'publish') };
}

function arrivalsOf(plan: Plan, step: PublishStep, own: readonly number[], iteration?: number): Arrival[] {
  const schedule = new ArrivalSchedule(plan, step, own, iteration);
  const arrivals: Arrival[] = [];
  while (schedule.peekUs() !== Number.POSITIVE_INFINITY) {
    arrivals.push([schedule.peekUs(), schedule.client]);
    schedule.advance();
  }
  return arrivals;
}

function all(members: number, pace: string, seed = 1): Arrival[] {
  const { plan, step } = publishPlan(members, pace, seed);
  return arrivalsOf(plan, step, memberIndexes(step.members));
}

test('constant arrivals are evenly spaced over all members in turn, from the start', (t) => {
  t.deepEqual(all(2, 'rate: 2/s, for: 1s'), [
    [0, 2],
    [250_000, 3],
    [500_000, 2],
    [750_000, 3],
  ]);
  t.deepEqual(all(3, 'total-rate: 4/s, for: 1s'), [
    [0, 2],
    [250_000, 3],
    [500_000, 4],
    [750_000, 2],
  ]);
});

test('a rate for a time gives exactly rate × time messages, also where binary fractions are in the way', (t) => {
  t.is(all(7, 'rate: 20/s, for: 5s').length, 700);
  t.is(all(3, 'rate: 0.1/s, for: 10s').length, 3);
  t.is(all(1, 'rate: 3/s, for: 1s').length, 3);
  t.is(all(1, 'rate: 1/min, for: 30s').length, 1);
  t.is(arrivalCount({ kind: 'constant', ratePerSecond: 0.1 * 3, durationUs: 10_000_000 }, 3), 3);
});

test('a count ends the arrivals, each member after its own', (t) => {
  t.deepEqual(all(2, 'rate: 2/s, count: 1'), [
    [0, 2],
    [250_000, 3],
  ]);
  t.is(all(3, 'rate: 10/s, for: 5s, count: 4').length, 12);
  t.is(all(3, 'rate: 10/s, for: 200ms, count: 400').length, 6);
  t.is(all(7, 'rate: 3/s, count: 11').length, 77);
  for (const client of [2, 3, 4])
    t.is(
      all(3, 'rate: 1/s, arrivals: poisson, for: 1h, count: 6').filter(([, who]) => who === client).length,
      6,
    );
});

test('a ramp is due when the integral of the rate reaches the next whole number', (t) => {
  // From 0/s to 8/s in 2 s: t² · 2 = k, so k is due at √(k/2).
  const ramp = { kind: 'ramp', fromRatePerSecond: 0, toRatePerSecond: 8, durationUs: 2_000_000 } as const;
  t.is(arrivalCount(ramp, 1), 8);
  t.is(arrivalTimeUs(ramp, 0), 0);
  t.is(arrivalTimeUs(ramp, 2), 1_000_000);
  t.true(Math.abs(arrivalTimeUs(ramp, 1) - Math.SQRT1_2 * 1e6) < 1e-3);
  // From 10/s to 2/s in 1 s: 10 t − 4 t² = k; 6 messages, the 4th (k = 3) at (10 − √52) / 8.
  const down = { kind: 'ramp', fromRatePerSecond: 10, toRatePerSecond: 2, durationUs: 1_000_000 } as const;
  t.is(arrivalCount(down, 1), 6);
  t.true(Math.abs(arrivalTimeUs(down, 3) - ((10 - Math.sqrt(52)) / 8) * 1e6) < 1e-3);
});

test('a ramp without a slope is a constant rate', (t) => {
  const ramp = all(3, 'ramp: { from: 5/s, to: 5/s }, for: 2s');
  const constant = all(3, 'rate: 5/s, for: 2s');
  t.is(ramp.length, constant.length);
  for (const [at, [dueUs, client]] of constant.entries()) {
    t.true(Math.abs((ramp[at]?.[0] ?? 0) - dueUs) < 1e-3);
    t.is(ramp[at]?.[1], client);
  }
});

test('a ramp of each client is the ramp of all, divided', (t) => {
  t.deepEqual(
    all(4, 'ramp: { from: 1/s, to: 3/s }, for: 5s'),
    all(4, 'total-ramp: { from: 4/s, to: 12/s }, for: 5s'),
  );
});

test('arrivals never go back in time and end within the duration, whatever the pace', (t) => {
  const paces = [
    'rate: 7/s, for: 3s',
    'ramp: { from: 1/s, to: 90/s }, for: 3s',
    'ramp: { from: 90/s, to: 0.1/s }, for: 3s',
    'rate: 30/s, arrivals: poisson, for: 3s',
  ];
  for (const pace of paces) {
    const arrivals = all(5, pace);
    t.true(arrivals.length > 50, pace);
    t.true(
      arrivals.every(([dueUs], at) => dueUs >= (arrivals[at - 1]?.[0] ?? 0) && dueUs <= 3_000_000),
      pace,
    );
  }
});

for (const pace of [
  'rate: 20/s, for: 3s',
  'rate: 20/s, count: 7',
  'ramp: { from: 1/s, to: 40/s }, for: 3s',
  'rate: 20/s, arrivals: poisson, for: 3s',
]) {
  test(`segments divide the arrivals and change none of them: ${pace}`, (t) => {
    const { plan, step } = publishPlan(11, pace);
    const members = memberIndexes(step.members);
    const whole = arrivalsOf(plan, step, members);
    for (const segments of [1, 2, 3, 16]) {
      const parts = Array.from({ length: segments }, (_, segment) =>
        arrivalsOf(
          plan,
          step,
          members.filter((client) => segmentOf(plan, client, segments) === segment),
        ),
      );
      t.deepEqual(
        parts.flat().toSorted((a, b) => a[0] - b[0] || a[1] - b[1]),
        whole.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]),
      );
    }
  });
}

test('any division of members divides the arrivals', (t) => {
  const { plan, step } = publishPlan(9, 'rate: 9/s, for: 1s');
  const members = memberIndexes(step.members);
  const whole = arrivalsOf(plan, step, members).length;
  fc.assert(
    fc.property(fc.subarray(members), (own) => {
      const rest = members.filter((client) => !own.includes(client));
      return arrivalsOf(plan, step, own).length + arrivalsOf(plan, step, rest).length === whole;
    }),
  );
  t.pass();
});

test('Poisson arrivals have the mean and the spread of their distribution', (t) => {
  // 200 members at 10/s for 50 s: 100,000 gaps with mean and deviation of 100 ms.
  const byClient = new Map<number, number[]>();
  for (const [dueUs, client] of all(200, 'rate: 10/s, arrivals: poisson, for: 50s', 7))
    byClient.set(client, [...(byClient.get(client) ?? []), dueUs]);
  const gaps = [...byClient.values()].flatMap((times) =>
    times.map((dueUs, at) => dueUs - (times[at - 1] ?? 0)),
  );
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  t.true(Math.abs(mean / 100_000 - 1) < 0.015, String(mean));
  t.true(Math.abs(deviation / 100_000 - 1) < 0.02, String(deviation));
  // P(gap > 3 × mean) = e⁻³.
  const long = gaps.filter((gap) => gap > 300_000).length / gaps.length;
  t.true(Math.abs(long - Math.exp(-3)) < 0.004, String(long));
});

test('the number of Poisson arrivals varies as it must: variance equals mean', (t) => {
  const counts = Array.from(
    { length: 300 },
    (_, seed) => all(1, 'rate: 100/s, arrivals: poisson, for: 1s', seed).length,
  );
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
  t.true(Math.abs(mean - 100) < 3, String(mean));
  t.true(Math.abs(variance - 100) < 30, String(variance));
});

test('members have Poisson streams of their own, fixed by seed, step and iteration', (t) => {
  const pace = 'rate: 5/s, arrivals: poisson, for: 5s';
  const { plan, step } = publishPlan(3, pace);
  const members = memberIndexes(step.members);
  t.deepEqual(all(3, pace, 1), all(3, pace, 1));
  t.notDeepEqual(all(3, pace, 1), all(3, pace, 2));
  t.notDeepEqual(arrivalsOf(plan, step, members, 0), arrivalsOf(plan, step, members, 1));
  const times = (client: number): number[] =>
    all(3, pace)
      .filter(([, who]) => who === client)
      .map(([dueUs]) => dueUs);
  t.notDeepEqual(times(2), times(3));
});

test('a schedule of no members is over at once', (t) => {
  for (const pace of ['rate: 5/s, for: 1s', 'rate: 5/s, arrivals: poisson, for: 1s']) {
    const { plan, step } = publishPlan(3, pace);
    t.is(new ArrivalSchedule(plan, step, []).peekUs(), Number.POSITIVE_INFINITY);
  }
});

test('an ordinal counts members of the step, a client is a global index', (t) => {
  const { plan, step } = publishPlan(3, 'rate: 1/s, for: 1s');
  const schedule = new ArrivalSchedule(plan, step, [4]);
  t.is(schedule.client, 4);
  t.is(schedule.memberOrdinal, 2);
  t.throws(() => new ArrivalSchedule(plan, step, [0]));
});
