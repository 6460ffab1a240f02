import test from 'ava';
import type { Verdict } from '../../src/check/types.ts';
import type { ExpectationResult, ThresholdResult } from '../../src/results/model.ts';
import { runVerdict, worstVerdict } from '../../src/results/verdict.ts';
import type { VerdictInput } from '../../src/results/verdict.ts';
import { badHealth, failedCheck, goodHealth, nothingChecked, passedCheck } from './samples.ts';

function input(change: Partial<VerdictInput> = {}): VerdictInput {
  return {
    stopReason: 'completed',
    check: passedCheck,
    expectations: [],
    thresholds: [],
    health: goodHealth,
    ...change,
  };
}

const expectation = (verdict: Verdict): ExpectationResult => ({
  path: 'steps[1]',
  text: 'one message',
  verdict,
  checked: 1,
  failed: verdict === 'fail' ? 1 : 0,
  examples: [],
});

const threshold = (verdict: Verdict): ThresholdResult => ({
  text: 'e2e.latency.p99 < 5ms',
  unit: 'µs',
  verdict,
});

test('the worst verdict wins: fail, inconclusive, pass, skipped', (t) => {
  t.is(worstVerdict(['pass', 'fail', 'inconclusive', 'skipped']), 'fail');
  t.is(worstVerdict(['pass', 'inconclusive']), 'inconclusive');
  t.is(worstVerdict(['skipped', 'pass']), 'pass');
  t.is(worstVerdict([]), 'skipped');
});

test('a run that completed, was checked and missed nothing passes, with no reasons', (t) => {
  const all = input({ expectations: [expectation('pass')], thresholds: [threshold('pass')] });
  t.deepEqual(runVerdict(all), { verdict: 'pass', reasons: [] });
});

const decides = test.macro({
  exec: (t, change: Partial<VerdictInput>, verdict: Verdict, reason: RegExp) => {
    const result = runVerdict(input(change));
    t.is(result.verdict, verdict);
    t.regex(result.reasons[0] ?? '', reason);
  },
  title: (title) => title ?? '',
});

test(
  'a broken invariant fails the run and is named',
  decides,
  { check: failedCheck },
  'fail',
  /promises: Q2-2$/u,
);
test(
  'a missed expectation fails the run',
  decides,
  { expectations: [expectation('fail')] },
  'fail',
  /missed: one message/u,
);
test(
  'a missed threshold fails the run',
  decides,
  { thresholds: [threshold('fail')] },
  'fail',
  /missed: e2e/u,
);
test(
  'an aborting threshold fails the run',
  decides,
  { stopReason: 'aborted', stopDetail: 'x < 1' },
  'fail',
  /stopped the run: x < 1/u,
);
test(
  'a generator that fell behind never passes',
  decides,
  { health: badHealth },
  'inconclusive',
  /bottleneck: event-loop delay p99$/u,
);
test(
  'an interrupted run never passes',
  decides,
  { stopReason: 'interrupted' },
  'inconclusive',
  /interrupted/u,
);
test(
  'a step that could not be carried out never passes',
  decides,
  { stopReason: 'failed', stopDetail: 'no file' },
  'inconclusive',
  /carried out: no file/u,
);
test(
  'zero checks executed never pass',
  decides,
  { check: nothingChecked },
  'inconclusive',
  /nothing was checked/u,
);
test(
  'a check that was skipped whole never passes',
  decides,
  { check: { ...nothingChecked, verdict: 'skipped' } },
  'inconclusive',
  /nothing was checked/u,
);
test(
  'an unmeasurable threshold never passes',
  decides,
  { thresholds: [threshold('inconclusive')] },
  'inconclusive',
  /undecided: e2e/u,
);
test(
  'a target out of reach is inconclusive, not failed',
  decides,
  { stopReason: 'unreachable', check: nothingChecked, thresholds: [threshold('skipped')] },
  'inconclusive',
  /could not be reached/u,
);

test('a failure stays a failure when the generator fell behind too, and stands first', (t) => {
  const { verdict, reasons } = runVerdict(input({ check: failedCheck, health: badHealth }));
  t.is(verdict, 'fail');
  t.regex(reasons[0] ?? '', /Q2-2/u);
  t.regex(reasons[1] ?? '', /bottleneck/u);
});
