import type { HistogramName, Results, RunResult } from '../results/model.ts';
import { printable } from './printable.ts';

/** Intended beside raw, the most asked for first. */
const NAMES: readonly HistogramName[] = [
  'e2e.latency',
  'e2e.raw',
  'publish.latency',
  'publish.raw',
  'request.latency',
  'request.raw',
  'connect.latency',
  'subscribe.latency',
  'send.lag',
];

const LEGEND = '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"';

/**
 * `latency.hlog`: histograms as HdrHistogram's log format 1.3 has them, for its own viewers. Values are microseconds. Each line is a
 * whole run, for that is what results hold: one interval for each latency, tagged `5.0/e2e.latency` (from the intended time),
 * `5.0/e2e.raw` (from the actual send). Interval_Max is in milliseconds, as the readers' own output is by `-outputValueUnitRatio 1000`.
 */
export function renderHdrLog(results: Results): string {
  const baseMs = millisecondsOf(results.startedAt);
  const lines = results.runs.flatMap((run) => linesOf(run, baseMs));
  const at = `${seconds(baseMs * 1_000)} (seconds since epoch)`;
  return [
    '#[Histogram log format version 1.3]',
    `#[mqtt-bench ${printable(results.tool.version)}: values in microseconds, Interval_Max in milliseconds, an interval a whole run]`,
    `#[BaseTime: ${at}]`,
    `#[StartTime: ${at}, ${new Date(baseMs).toISOString()}]`,
    LEGEND,
    ...lines,
    '',
  ].join('\n');
}

function linesOf(run: RunResult, baseMs: number): string[] {
  const startUs = Math.max(0, millisecondsOf(run.startedAt) - baseMs) * 1_000;
  return NAMES.flatMap((name) => {
    const latency = run.metrics.latencies[name];
    if (latency === undefined) return [];
    const fields = [seconds(startUs), seconds(run.durationUs), (latency.maxUs / 1_000).toFixed(3)];
    return [`Tag=${run.protocol}/${name},${fields.join(',')},${latency.histogram}`];
  });
}

/** 0 for what is no time: a file from elsewhere may hold anything. */
function millisecondsOf(time: string): number {
  const ms = Date.parse(time);
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

function seconds(us: number): string {
  return (us / 1_000_000).toFixed(3);
}
