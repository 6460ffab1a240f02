import test from 'ava';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { renderHdrLog } from '../../src/report/hdr-log.ts';
import { buildResults } from '../../src/results/build.ts';
import { present } from '../../src/base/assert.ts';
import { sampleInput, sampleResults, sampleRun } from '../results/samples.ts';

await initHistograms();

interface Interval {
  readonly tag: string;
  readonly startS: number;
  readonly lengthS: number;
  readonly maxMs: number;
  readonly encoded: string;
}

/** A line of the log format: tag, start, length, maximum, histogram. */
function intervalsOf(log: string): Interval[] {
  return log
    .split('\n')
    .filter((line) => line.startsWith('Tag='))
    .map((line) => {
      const [tag = '', start, length, max, encoded = ''] = line.split(',');
      return {
        tag: tag.slice('Tag='.length),
        startS: Number(start),
        lengthS: Number(length),
        maxMs: Number(max),
        encoded,
      };
    });
}

test('each line of latency.hlog is decoded by HdrHistogram itself, and says what the results say', (t) => {
  const results = sampleResults();
  const intervals = intervalsOf(renderHdrLog(results));
  const { latencies } = present(results.runs[0], 'a run').metrics;
  t.is(intervals.length, Object.keys(latencies).length);
  for (const { tag, encoded, maxMs, lengthS } of intervals) {
    const latency = present(Object.entries(latencies).find(([name]) => tag === `5.0/${name}`)?.[1], tag);
    const histogram = decodeFromCompressedBase64(encoded);
    t.is(histogram.totalCount, latency.count);
    for (const [percentile, us] of [
      [50, latency.p50Us],
      [99, latency.p99Us],
      [99.99, latency.p9999Us],
      [100, latency.maxUs],
    ] as const)
      t.is(histogram.getValueAtPercentile(percentile), us);
    t.is(maxMs, latency.maxUs / 1000);
    t.is(lengthS, 12.4);
  }
});

test('intended and raw latency are intervals of their own, and a second run starts later', (t) => {
  const later = sampleRun({}, { protocol: '3.1.1', startedAt: '2026-01-02T03:04:20.500Z' });
  const intervals = intervalsOf(renderHdrLog(buildResults(sampleInput([sampleRun(), later]))));
  t.deepEqual(
    intervals.slice(0, 2).map(({ tag }) => tag),
    ['5.0/e2e.latency', '5.0/e2e.raw'],
  );
  t.is(intervals.find(({ tag }) => tag === '3.1.1/e2e.latency')?.startS, 15.5);
});

test('the head says the version, and from when times count', (t) => {
  const [version, , baseTime, startTime, legend] = renderHdrLog(sampleResults()).split('\n');
  t.is(version, '#[Histogram log format version 1.3]');
  t.is(baseTime, '#[BaseTime: 1767323045.000 (seconds since epoch)]');
  t.is(startTime, '#[StartTime: 1767323045.000 (seconds since epoch), 2026-01-02T03:04:05.000Z]');
  t.is(legend, '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"');
});

test('a start that is no time is the beginning of time, and no broken log', (t) => {
  const log = renderHdrLog({ ...sampleResults(), startedAt: 'x\n#[BaseTime: 1]' });
  t.true(log.includes('#[BaseTime: 0.000 (seconds since epoch)]'));
});
