import test from 'ava';
import { initHistograms } from '../../../../src/metrics/histogram.ts';
import {
  faultBands,
  formatSeconds,
  latencySteps,
  shortCount,
  thresholdLimits,
  timeAxis,
} from '../../../../src/report/html/run/time-chart.ts';
import { courseOf, POINTS_MAX } from '../../../../src/report/html/run/timeline.ts';
import type { RunResult, TimelineRow } from '../../../../src/results/model.ts';
import { present } from '../../../../src/base/assert.ts';
import { longRun } from '../long-run.ts';

test.before(initHistograms);

function runOf(seconds: number): RunResult {
  return present(longRun(seconds).runs[0], 'a run');
}

test('a run of ten minutes is shown second by second', (t) => {
  const course = courseOf(runOf(600));
  t.is(course.moments.length, 600);
  t.is(course.secondsPerMoment, 1);
  t.deepEqual(course.notes, []);
});

test('a longer run puts seconds together: rates keep their lowest second, latencies their worst, and the page says so', (t) => {
  const course = courseOf(runOf(6_000));
  t.is(course.secondsPerMoment, 10);
  t.true(course.moments.length <= POINTS_MAX);
  const dip = present(
    course.moments.find(({ fromS }) => fromS === 490),
    'the dip',
  );
  t.deepEqual(dip.sent, { mean: 182, low: 20, high: 200 });
  t.is(dip.maxUs, 90_000);
  t.regex(course.notes.join(' '), /Each point stands for 10 seconds/u);
});

test('a last second that was not a whole one is said to be none', (t) => {
  const course = courseOf({ ...runOf(10), durationUs: 9_400_000 });
  t.regex(course.notes.join(' '), /not a whole one/u);
});

test('results of before intended was counted have no line of it', (t) => {
  const run = runOf(3);
  const timeline = run.metrics.timeline.map((row) => {
    const old: Partial<Record<keyof TimelineRow, unknown>> = { ...row };
    delete old.intended;
    return old as TimelineRow;
  });
  t.is(courseOf({ ...run, metrics: { ...run.metrics, timeline } }).moments[0]?.intended, undefined);
});

test('rows far apart, as a file may hold them, are no reason to draw every second between them', (t) => {
  const run = runOf(2);
  const [row] = run.metrics.timeline;
  const timeline = [row, { ...row, second: 1e12 }] as RunResult['metrics']['timeline'];
  t.is(courseOf({ ...run, metrics: { ...run.metrics, timeline } }).moments.length, 2);
});

test('seconds in which nothing arrived are gaps of a latency, not zeros', (t) => {
  const course = courseOf(runOf(502));
  const { points } = latencySteps('p99', course, ({ p99Us }) => p99Us);
  t.is(points[0], undefined);
  const at = points.findIndex((point) => point?.x === 500);
  t.is(points[at + 1], undefined);
});

test('a time axis has at most eight ticks, at times that people count in', (t) => {
  for (const seconds of [0.05, 3, 12, 100, 3_600, 172_800, 5_000_000]) {
    const { ticks } = timeAxis({ moments: [], secondsPerMoment: 1, endS: seconds, notes: [] });
    t.true(ticks.length >= 2 && ticks.length <= 8, `${seconds}: ${ticks.length}`);
  }
  const { ticks } = timeAxis({ moments: [], secondsPerMoment: 1, endS: 7_200, notes: [] });
  t.deepEqual(
    ticks.map(({ label }) => label),
    ['0 s', '30:00', '1:00:00', '1:30:00', '2:00:00'],
  );
});

test('times and counts beside an axis are short', (t) => {
  t.deepEqual([1.5, 120, 121, 3_725].map(formatSeconds), ['1.5 s', '120 s', '2:01', '1:02:05']);
  t.deepEqual([0.5, 3, 1_500, 20_000, 1_500_000].map(shortCount), ['0.5', '3', '1,500', '20k', '1.5M']);
});

test('each fault has a letter, drawn where there is room for it', (t) => {
  const run = runOf(100);
  const bands = faultBands(run, courseOf(run));
  t.deepEqual(
    bands.map(({ from, mark }) => [from, mark]),
    [
      [2.1, 'A'],
      [4, ''],
      [7.5, 'A'],
    ],
  );
});

test('a threshold is a line where its metric is shown and its bound is known', (t) => {
  const run = runOf(3);
  t.deepEqual(
    thresholdLimits(run, /^e2e\./u).map(({ y, label }) => [y, label]),
    [[250_000, 'e2e.latency.p99 < 250ms']],
  );
  t.deepEqual(thresholdLimits(run, /^nothing$/u), []);
});
