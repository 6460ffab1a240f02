import test from 'ava';
import { parseNeed } from '../../src/capacity/need.ts';
import { queueTrial, sampleCapacity, sampleInput, sampleTrial, searchedTrials, SETTINGS } from './samples.ts';
import { buildCapacity } from '../../src/capacity/build.ts';

const withoutNeed = (change: Parameters<typeof sampleInput>[0] = {}) => buildCapacity(sampleInput(change));

test('a knee that was found is a pass, with what was measured at it', (t) => {
  const report = withoutNeed();
  t.is(report.verdict, 'pass');
  t.deepEqual(report.verdictReasons, []);
  t.like(report.answer, {
    ...{
      kind: 'knee',
      held: 198,
      failed: 207,
      publishedPerSecond: 9_900,
      deliveredPerSecond: 9_900,
      clients: 100,
    },
    ...{ heldTrials: { held: 2, of: 2 }, failedTrials: { held: 0, of: 2 } },
  });
});

test('the law finds the queue that the target is, and what it tends to', (t) => {
  const { scalability } = withoutNeed();
  t.true(scalability.fitted);
  if (!scalability.fitted) return;
  t.like(scalability, { concurrency: 'under-way', limitedBy: 'contention' });
  t.true(Math.abs(scalability.lambda.value - 5_000) < 1 && Math.abs(scalability.sigma.value - 0.5) < 1e-3);
  t.true(Math.abs((scalability.asymptote ?? 0) - 10_000) < 1);
  t.is(scalability.peak, undefined);
});

test('a search by clients has clients for its concurrency, and a peak beyond the points is extrapolated', (t) => {
  const law = (n: number): number => (100 * n) / (1 + 0.01 * (n - 1) + 0.0001 * n * (n - 1));
  const trials = [5, 10, 20, 40, 60].map((clients, i) => {
    const rate = law(clients);
    const rates = { intended: rate, published: rate, acknowledged: rate, delivered: rate };
    return sampleTrial({ load: clients, number: i + 1, clients, rates });
  });
  const { scalability } = withoutNeed({ trials });
  t.true(scalability.fitted);
  if (!scalability.fitted) return;
  t.is(scalability.concurrency, 'clients');
  // √((1 − σ) / κ) = √9900.
  t.true(Math.abs((scalability.peak?.n ?? 0) - 99.5) < 0.1 && scalability.peak?.isExtrapolated === true);
});

test('a broken promise fails whatever else was found', (t) => {
  const trials = searchedTrials((load, number) =>
    load === 320
      ? {
          ...queueTrial(load, number),
          verdict: 'broken',
          reasons: ['the target broke what MQTT promises: Q1-1'],
        }
      : queueTrial(load, number),
  );
  const report = withoutNeed({ trials });
  t.is(report.verdict, 'fail');
  t.deepEqual(report.verdictReasons, ['at 320: the target broke what MQTT promises: Q1-1']);
  t.is(report.points.at(-1)?.verdict, 'broken');
  t.is(report.answer.held, 198);
});

test('an end before the end, the generator or the range as the limit: inconclusive, with the reason', (t) => {
  const trials = sampleInput().trials;
  const of = (change: Parameters<typeof sampleInput>[0]): [string, string] => {
    const { verdict, verdictReasons } = withoutNeed(change);
    return [verdict, verdictReasons.join('; ')];
  };
  t.regex(
    of({ ended: 'interrupted', trials: trials.slice(0, 3) }).join(),
    /^inconclusive,interrupted;.*; no load failed/u,
  );
  t.regex(of({ ended: 'budget', trials: trials.slice(0, 7) }).join(), /^inconclusive,the time .* used up$/u);
  t.regex(
    of({ ended: 'target-gone', trials: trials.slice(0, 7) }).join(),
    /^inconclusive,the target was out of reach/u,
  );
  const held = [sampleTrial({ load: 10 }), sampleTrial({ load: 10 })];
  t.regex(of({ trials: held, settings: { ...SETTINGS, max: 10 } }).join(), /^inconclusive,no load failed/u);
  const unwell = [...held, ...[20, 20, 20].map((load) => sampleTrial({ load, verdict: 'inconclusive' }))];
  t.regex(of({ trials: unwell }).join(), /^inconclusive,the load generator was the limit/u);
  const missed = [10, 10].map((load) => sampleTrial({ load, verdict: 'missed' }));
  t.deepEqual(of({ trials: missed, settings: { ...SETTINGS, min: 10 } }), [
    'fail',
    'not even the lowest load held',
  ]);
  t.regex(of({ trials: [] }).join(), /^inconclusive,no load was measured/u);
});

test('with a need the verdict is about the need', (t) => {
  const verdictFor = (need: string): string => sampleCapacity({ need: parseNeed(need) }).verdict;
  t.is(verdictFor('devices=100,every=1s'), 'pass');
  t.is(verdictFor('devices=5000,every=1s'), 'inconclusive');
  t.is(verdictFor('devices=500000,every=10s'), 'fail');
});

test('caveats: what no threshold is about, short trials, loads that held only sometimes', (t) => {
  const mixed = [...sampleInput().trials, sampleTrial({ load: 160, verdict: 'missed' })];
  const { caveats } = withoutNeed({ thresholds: ['publish.rate > 1'], trials: mixed });
  const text = caveats.join('\n');
  for (const part of [
    'no threshold is about latency',
    'no threshold is about lost',
    'load 160 held in some',
    'a trial took 12s',
  ])
    t.true(text.includes(part), part);
});
