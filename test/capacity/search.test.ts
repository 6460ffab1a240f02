import test from 'ava';
import fc from 'fast-check';
import { seededRandom } from '../../src/base/random.ts';
import { answerOf } from '../../src/capacity/answer.ts';
import { nextStep, type SearchSettings, type Trial, type TrialOutcome } from '../../src/capacity/search.ts';

const SETTINGS: SearchSettings = {
  ...{ start: 100, min: 1, max: 1_000_000, whole: true },
  ...{ precision: 0.05, repeats: 3, inconclusiveMax: 2 },
};

type Target = (load: number, trials: readonly Trial[]) => TrialOutcome;

/** Takes trials until the search has ended; a search that never ends fails here. */
function search(
  target: Target,
  change: Partial<SearchSettings> = {},
): { trials: Trial[]; settings: SearchSettings } {
  const settings = { ...SETTINGS, ...change };
  const trials: Trial[] = [];
  for (let i = 0; i < 400; i += 1) {
    const step = nextStep(trials, settings);
    if (step.kind === 'done') return { trials, settings };
    trials.push({ load: step.load, outcome: target(step.load, trials) });
  }
  throw new Error(`no end: ${JSON.stringify(trials.slice(-10))}`);
}

const sharp =
  (capacity: number): Target =>
  (load) =>
    load <= capacity ? 'held' : 'missed';

test('a geometric ramp, bisection between its last two loads, and both ends again', (t) => {
  const { trials, settings } = search(sharp(500));
  t.deepEqual(
    trials.map(({ load }) => load),
    [100, 200, 400, 800, 800, 566, 476, 519, 497, 497, 519],
  );
  t.deepEqual(answerOf(trials, settings), {
    ...{ kind: 'knee', limit: 'target', isSettled: true, isMonotonic: true },
    ...{ held: 497, failed: 519, low: 497, high: 519 },
  });
});

test('a search whose first load fails goes down, as far as it may', (t) => {
  const down = search(sharp(30));
  t.deepEqual(
    down.trials.slice(0, 6).map(({ load }) => load),
    [100, 100, 50, 50, 25, 35],
  );
  t.is(answerOf(down.trials, down.settings).held, 30);
  const none = search(sharp(30), { min: 100 });
  t.deepEqual(
    none.trials.map(({ load }) => load),
    [100, 100],
  );
  t.like(answerOf(none.trials, none.settings), {
    kind: 'at-most',
    limit: 'target',
    isSettled: true,
    failed: 100,
  });
});

test('small whole numbers are found exactly, and fractions are searched as fractions', (t) => {
  const whole = search(sharp(3), { start: 1 });
  t.like(answerOf(whole.trials, whole.settings), { kind: 'knee', held: 3, failed: 4 });
  const parts = search(sharp(0.37), { start: 0.5, min: 0.001, whole: false });
  const { held = 0, failed = 0 } = answerOf(parts.trials, parts.settings);
  t.true(held <= 0.37 && failed > 0.37 && failed <= held * 1.05, `${held} ${failed}`);
});

test('where nothing fails up to the highest load, the answer is at least that one', (t) => {
  const { trials, settings } = search(() => 'held', { max: 350 });
  t.deepEqual(
    trials.map(({ load }) => load),
    [100, 200, 350, 350],
  );
  t.like(answerOf(trials, settings), { kind: 'at-least', limit: 'range', held: 350, isSettled: true });
});

test('one accident on the way up costs one trial and moves nothing', (t) => {
  let accidents = 1;
  const { trials, settings } = search((load) =>
    load === 200 && accidents-- > 0 ? 'missed' : sharp(500)(load, []),
  );
  const answer = answerOf(trials, settings);
  t.deepEqual(
    trials.slice(0, 5).map(({ load }) => load),
    [100, 200, 200, 200, 400],
  );
  t.is(answer.held, 497);
  t.is(answer.low, 100, 'one trial failed at 200: the interval begins below it');
});

test('a broken promise fails a load at once, however often it held before', (t) => {
  let runs = 0;
  const { trials, settings } = search(
    (load) => {
      if (load !== 400) return sharp(410)(load, []);
      runs += 1;
      return runs === 2 ? 'broken' : 'held';
    },
    { start: 400, repeats: 5 },
  );
  const answer = answerOf(trials, settings);
  t.is(trials.filter(({ load }) => load === 400).at(-1)?.outcome, 'broken');
  t.true((answer.held ?? 0) < 400);
  t.is(answer.limit, 'promise');
  t.is(answer.failed, 400);
});

test('where only the generator fails, the answer is at least what held, and never a knee', (t) => {
  const { trials, settings } = search((load) => (load <= 700 ? 'held' : 'inconclusive'));
  const answer = answerOf(trials, settings);
  t.like(answer, { kind: 'at-least', limit: 'generator', isSettled: true });
  t.true((answer.held ?? 0) > 700 / 1.05 && (answer.held ?? 0) <= 700);
  t.is(answer.failed, undefined);
  t.is(trials.filter(({ load }) => load === 800).length, 3, 'it is tried again before it is believed');
});

test('a generator that fails between what holds and what fails leaves the edge open', (t) => {
  const target: Target = (load) => (load <= 300 ? 'held' : load < 600 ? 'inconclusive' : 'missed');
  const { trials, settings } = search(target, { start: 800 });
  const { held = 0, ...answer } = answerOf(trials, settings);
  t.like(answer, { kind: 'knee', limit: 'target', failed: 800, isSettled: false });
  t.true(held <= 300 && held > 300 / 1.05);
});

test('a load that held once and then stayed inconclusive is no part of what every trial held', (t) => {
  const outcomes: TrialOutcome[] = ['held', 'inconclusive', 'inconclusive', 'inconclusive'];
  const { trials, settings } = search((load) => {
    if (load < 300) return 'held';
    return load < 500 ? (outcomes.shift() ?? 'inconclusive') : 'missed';
  });
  const { held = 0, low = 0, ...answer } = answerOf(trials, settings);
  t.is(trials.filter(({ load }) => load === 400).length, 4);
  t.true(held < 300 && low <= held, `${low} and ${held}`);
  t.like(answer, { kind: 'knee', isSettled: false });
});

test('nothing conclusive at all is no answer', (t) => {
  const { trials, settings } = search(() => 'inconclusive', { min: 50 });
  t.like(answerOf(trials, settings), { kind: 'none', limit: 'generator' });
  t.like(answerOf([], settings), { kind: 'none', isSettled: false });
});

test('an answer before the end says that it is not settled', (t) => {
  const { trials, settings } = search(sharp(500));
  t.like(answerOf(trials.slice(0, 4), settings), { kind: 'knee', held: 400, failed: 800, isSettled: false });
  t.like(answerOf(trials.slice(0, 2), settings), { kind: 'at-least', held: 200, isSettled: false });
});

test('a target with a hole is only as good as below the hole', (t) => {
  const { trials, settings } = search((load) => (load > 150 && load < 250 ? 'missed' : sharp(900)(load, [])));
  const answer = answerOf(trials, settings);
  t.true((answer.held ?? 0) <= 150, String(answer.held));
});

const LOADS = fc.integer({ min: 1, max: 200_000 });

test('any sharp limit is bracketed as closely as asked for, and twice the same', (t) => {
  fc.assert(
    fc.property(
      LOADS,
      fc.integer({ min: 1, max: 20_000 }),
      fc.constantFrom(0.01, 0.05, 0.2),
      fc.integer({ min: 1, max: 5 }),
      (capacity, start, precision, repeats) => {
        const first = search(sharp(capacity), { start, precision, repeats });
        const { held = 0, failed = 0, ...answer } = answerOf(first.trials, first.settings);
        t.is(answer.kind, 'knee');
        t.true(answer.isSettled && answer.isMonotonic);
        t.true(held <= capacity && failed > capacity);
        t.true(failed - held <= Math.max(1, precision * held));
        t.deepEqual(search(sharp(capacity), { start, precision, repeats }).trials, first.trials);
      },
    ),
    { numRuns: 100 },
  );
});

test('a noisy limit: every search ends, and its interval and its answer lie where the noise is', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 50_000 }), fc.integer(), (capacity, seed) => {
      const random = seededRandom(seed);
      const noise = 0.1;
      // Within a tenth of the limit, chance decides.
      const target: Target = (load) => {
        const held = load / capacity < 1 - noise + 2 * noise * random.float();
        return random.float() < 0.05 ? 'inconclusive' : held ? 'held' : 'missed';
      };
      const { trials, settings } = search(target);
      const { kind, isSettled, held = 0, low = 0, high = Infinity } = answerOf(trials, settings);
      t.true(kind === 'knee' || kind === 'at-least', kind);
      t.true(held <= capacity * (1 + noise), `${held} of ${capacity}`);
      // A load that stays inconclusive ends the way up early, which the answer then says.
      const endedEarly = kind === 'at-least' || !isSettled;
      t.true(endedEarly || held >= (capacity * (1 - noise)) / 1.05, `${held} of ${capacity}`);
      t.true(low <= capacity * (1 + noise) && high >= capacity * (1 - noise));
      t.true(low <= held && held < high);
    }),
    { numRuns: 100 },
  );
});

test('whatever outcomes come, a search ends, and nothing that failed lies at or below what it says holds', (t) => {
  const outcome = fc.constantFrom<TrialOutcome>('held', 'held', 'missed', 'broken', 'inconclusive');
  fc.assert(
    fc.property(fc.infiniteStream(outcome), fc.integer({ min: 1, max: 3 }), (stream, repeats) => {
      const { trials, settings } = search(() => stream.next().value as TrialOutcome, { repeats, max: 5_000 });
      const { held, failed } = answerOf(trials, settings);
      if (held !== undefined && failed !== undefined) t.true(held < failed);
      if (held !== undefined)
        t.false(trials.some(({ load, outcome: each }) => load <= held && each === 'broken'));
    }),
    { numRuns: 300 },
  );
});
