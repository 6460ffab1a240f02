import test from 'ava';
import { judgeTrial } from '../../src/capacity/judge-trial.ts';
import { trialOf } from '../../src/capacity/trial.ts';
import { initHistograms } from '../../src/metrics/histogram.ts';
import type { RunResult, ThresholdResult } from '../../src/results/model.ts';
import { sampleResults } from '../results/samples.ts';

test.before(initHistograms);

/** A run of which everything passed; parts of it replaced. */
function run(change: Partial<RunResult> = {}): RunResult {
  const [passed] = sampleResults().runs;
  if (passed === undefined) throw new Error('no run');
  return { ...passed, ...change };
}

function health(items: Readonly<Record<string, number>>, verdict: 'pass' | 'inconclusive' = 'pass') {
  return {
    verdict,
    items: Object.entries(items).map(([name, value]) => ({
      ...{ name, value, limit: 1, unit: 'µs' as const, exceeded: verdict !== 'pass' },
    })),
  };
}

function failing(...ids: string[]): RunResult['check'] {
  const { check } = run();
  const invariants = ids.map((id) => ({
    ...{ id, title: id, verdict: 'fail' as const, exercised: 10, unit: 'messages', failures: 1 },
  }));
  return { ...check, verdict: 'fail', invariants };
}

const missed = (text: string, change: Partial<ThresholdResult> = {}): ThresholdResult => ({
  ...{ text, verdict: 'fail', unit: 'µs', measured: 150_000, bound: 100_000 },
  ...change,
});

const P99 = 'e2e.latency.p99 < 100ms';
const LATE = 'pacer lag p99 (CPU)';
const DELAY = 'event-loop delay p99 (CPU)';
const BUSY = 'busiest thread while pacing (CPU)';

test('only what passes in every way holds', (t) => {
  t.deepEqual(judgeTrial(run()), { verdict: 'held', reasons: [] });
  t.is(
    judgeTrial(run({ verdict: 'inconclusive', verdictReasons: ['nothing was checked'] })).verdict,
    'inconclusive',
  );
});

test('a broken promise is one even where the generator was the bottleneck', (t) => {
  const judged = judgeTrial(run({ check: failing('Q2-2'), health: health({ [LATE]: 99 }, 'inconclusive') }));
  t.is(judged.verdict, 'broken');
  t.regex(judged.reasons[0] ?? '', /Q2-2/u);
});

const SECOND = 1_000_000;
const drained = (missing: number): RunResult['steps'] => [
  {
    ...{ path: 'steps[4]', label: 'drain', startedUs: 12 * SECOND, durationUs: 5 * SECOND, status: 'done' },
    problems: missing === 0 ? [] : [`${missing} messages had not arrived when the drain ended`],
  },
];

function receivedIn(...seconds: number[]): RunResult['metrics'] {
  const { metrics } = run();
  const [row] = metrics.timeline;
  if (row === undefined) throw new Error('no row');
  return { ...metrics, timeline: seconds.map((second) => ({ ...row, second, received: 10 })) };
}

test('messages that were still coming when the drain ended are late, and no proof of a loss', (t) => {
  const late = { check: failing('Q1-1'), steps: drained(30), metrics: receivedIn(11, 16) };
  const judged = judgeTrial(run(late));
  t.is(judged.verdict, 'missed');
  t.regex(judged.reasons[0] ?? '', /30 messages had not arrived .* still coming/u);
  t.is(judgeTrial(run({ ...late, metrics: receivedIn(11, 12) })).verdict, 'broken', 'silence is a loss');
  t.is(judgeTrial(run({ ...late, steps: drained(0) })).verdict, 'broken');
  t.is(
    judgeTrial(run({ ...late, check: failing('Q1-1', 'O1') })).verdict,
    'broken',
    'order is no matter of time',
  );
  const unwell = { ...late, health: health({ [LATE]: 99 }, 'inconclusive') };
  t.is(judgeTrial(run(unwell)).verdict, 'inconclusive');
});

test('a generator at its limits makes no load fail', (t) => {
  const judged = judgeTrial(
    run({ thresholds: [missed(P99)], health: health({ [LATE]: 99_000 }, 'inconclusive') }),
  );
  t.is(judged.verdict, 'inconclusive');
  t.regex(judged.reasons[0] ?? '', /pacer lag p99/u);
});

test('nor does one that is within its limits, and yet late or busy enough to have caused the miss', (t) => {
  const verdictOf = (items: Record<string, number>, threshold = missed(P99)): string =>
    judgeTrial(run({ thresholds: [threshold], health: health(items) })).verdict;
  t.is(verdictOf({}), 'missed');
  t.is(verdictOf({ [LATE]: 20_000, [DELAY]: 20_000 }), 'missed');
  t.is(verdictOf({ [LATE]: 30_000, [DELAY]: 25_000 }), 'inconclusive');
  t.is(verdictOf({ [BUSY]: 84 }), 'missed');
  t.is(verdictOf({ [BUSY]: 90 }), 'inconclusive');
  t.is(verdictOf({ [LATE]: 60_000 }, missed('e2e.latency.p50 < 100ms')), 'missed', 'a median is no tail');
  t.is(
    verdictOf({ [BUSY]: 99 }, missed('messages.lost == 0', { unit: 'count', measured: 3, bound: 0 })),
    'missed',
  );
});

test('a rate that is short by no more than the generator was late is its own doing', (t) => {
  // Ten steady seconds: 1 % is 100 ms.
  const rate = (measured: number): ThresholdResult =>
    missed('publish.rate >= 0.99 * publish.intended', { unit: '1/s', measured, bound: 198 });
  const verdictOf = (measured: number, lateUs: number): string =>
    judgeTrial(run({ thresholds: [rate(measured)], health: health({ [LATE]: lateUs }) })).verdict;
  t.is(verdictOf(196, 10_000), 'missed');
  t.is(verdictOf(196, 60_000), 'inconclusive');
  t.is(verdictOf(150, 60_000), 'missed');
});

test('an open loop that fell behind with a generator that was well is the target’s', (t) => {
  const { metrics } = run();
  const rates = { publishIntended: 200, publishSent: 190, publishAcknowledged: 190, received: 190 };
  const judged = judgeTrial(run({ metrics: { ...metrics, rates } }));
  t.is(judged.verdict, 'missed');
  t.regex(judged.reasons[0] ?? '', /only 95 % of the intended/u);
  const late = health({ [LATE]: 45_000, [DELAY]: 160_000 });
  t.is(judgeTrial(run({ metrics: { ...metrics, rates }, health: late })).verdict, 'inconclusive');
});

test('a step that could not be carried out is a load that was not there', (t) => {
  const [step] = run().steps;
  if (step === undefined) return t.fail();
  const steps = [{ ...step, status: 'failed' as const, problems: ['the broker refused the connection'] }];
  t.deepEqual(judgeTrial(run({ steps })), {
    verdict: 'missed',
    reasons: ['connect subscriber: the broker refused the connection'],
  });
  t.is(judgeTrial(run({ stopReason: 'failed', stopDetail: 'x', verdict: 'inconclusive' })).verdict, 'missed');
});

test('a trial keeps the essential figures, without encoded histograms', (t) => {
  const trial = trialOf({ number: 3, seed: 9, run: run() });
  t.like(trial, { number: 3, seed: 9, verdict: 'held', clients: 40, messagesLost: 0 });
  t.deepEqual(trial.rates, { intended: 200, published: 200, acknowledged: 200, delivered: 200 });
  t.false('histogram' in (trial.e2e ?? {}));
  // Little's law: 200/s, each half of 1 … 2000 µs under way; by the mean of the histogram.
  const meanUs = run().metrics.latencies['e2e.raw']?.meanUs ?? 0;
  t.is(trial.underWay, (200 * meanUs) / 1_000_000);
});
