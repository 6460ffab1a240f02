import { addCounters, namedCounters } from './counters.ts';
import { ReasonCounts } from './reasons.ts';
import { mergeEncoded, summarize } from './recorded.ts';
import { HISTOGRAM_NAMES } from './types.ts';
import type { HistogramName, MetricsSnapshot, TimelineRow } from './types.ts';

export function emptySnapshot(): MetricsSnapshot {
  return {
    counters: namedCounters([]),
    histograms: {},
    timeline: [],
    reasons: {},
    steadyUs: 0,
    steady: namedCounters([]),
  };
}

/**
 * One snapshot of several threads that ran side by side: counts add up, histograms are merged and never averaged, and the
 * steady time is the longest, so that no rate is flattered.
 */
export function mergeSnapshots(snapshots: readonly MetricsSnapshot[]): MetricsSnapshot {
  const [first] = snapshots;
  if (first === undefined) return emptySnapshot();
  if (snapshots.length === 1) return first;
  return {
    counters: snapshots.map((snapshot) => snapshot.counters).reduce(addCounters),
    histograms: mergeHistograms(snapshots),
    timeline: mergeTimelines(snapshots.map((snapshot) => snapshot.timeline)),
    reasons: mergeReasons(snapshots),
    steadyUs: Math.max(...snapshots.map((snapshot) => snapshot.steadyUs)),
    steady: snapshots.map((snapshot) => snapshot.steady).reduce(addCounters),
  };
}

function mergeHistograms(snapshots: readonly MetricsSnapshot[]): MetricsSnapshot['histograms'] {
  const merged: Partial<Record<HistogramName, string>> = {};
  for (const name of HISTOGRAM_NAMES) {
    const encodings = snapshots
      .map((snapshot) => snapshot.histograms[name])
      .filter((text) => text !== undefined);
    const encoded = mergeEncoded(encodings);
    if (encoded !== undefined) merged[name] = encoded;
  }
  return merged;
}

function mergeReasons(snapshots: readonly MetricsSnapshot[]): Readonly<Record<string, number>> {
  const merged = new ReasonCounts();
  for (const snapshot of snapshots) {
    for (const [name, count] of Object.entries(snapshot.reasons)) merged.add(name, count);
  }
  return merged.toRecord();
}

function mergeTimelines(timelines: readonly (readonly TimelineRow[])[]): readonly TimelineRow[] {
  const bySecond = new Map<number, TimelineRow[]>();
  for (const row of timelines.flat()) {
    const rows = bySecond.get(row.second);
    if (rows === undefined) bySecond.set(row.second, [row]);
    else rows.push(row);
  }
  return [...bySecond.entries()].sort(([a], [b]) => a - b).map(([second, rows]) => mergeRows(second, rows));
}

type LaterCount = 'intended' | 'connects' | 'connectFailures';

function mergeRows(second: number, rows: readonly TimelineRow[]): TimelineRow {
  const total = (key: 'connected' | 'sent' | 'acknowledged' | 'received' | 'errors' | LaterCount): number =>
    rows.reduce((sum, row) => sum + (row[key] ?? 0), 0);
  return {
    second,
    connected: total('connected'),
    sent: total('sent'),
    acknowledged: total('acknowledged'),
    received: total('received'),
    errors: total('errors'),
    intended: total('intended'),
    connects: total('connects'),
    connectFailures: total('connectFailures'),
    ...mergeLatency(rows),
  };
}

type RowLatency = Pick<TimelineRow, 'e2eP50Us' | 'e2eP99Us' | 'e2eMaxUs' | 'e2e'>;

function mergeLatency(rows: readonly TimelineRow[]): RowLatency {
  const e2e = mergeEncoded(rows.map((row) => row.e2e).filter((text) => text !== undefined));
  const lacking = rows.some((row) => row.e2e === undefined && row.e2eMaxUs > 0);
  if (e2e === undefined || lacking) return worstLatency(rows);
  const { p50Us, p99Us, maxUs } = summarize(e2e);
  return { e2eP50Us: p50Us, e2eP99Us: p99Us, e2eMaxUs: maxUs, e2e };
}

/** Percentiles without their histograms cannot be merged; the worst thread's are an upper bound. */
function worstLatency(rows: readonly TimelineRow[]): RowLatency {
  const worst = (key: 'e2eP50Us' | 'e2eP99Us' | 'e2eMaxUs'): number =>
    Math.max(...rows.map((row) => row[key]));
  return { e2eP50Us: worst('e2eP50Us'), e2eP99Us: worst('e2eP99Us'), e2eMaxUs: worst('e2eMaxUs') };
}
