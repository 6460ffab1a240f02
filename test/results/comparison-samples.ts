/** Runs that were compared: numbers that a reader can check in his head. */
import { compareRuns } from '../../src/results/compare/compare-runs.ts';
import type { CompareInput, Named } from '../../src/results/compare/compare-runs.ts';
import type { Gate, MetricGate } from '../../src/results/compare/gates.ts';
import type { ObservedRun } from '../../src/results/build.ts';
import type { Comparison } from '../../src/results/comparison.ts';
import type { Results } from '../../src/results/model.ts';
import { sampleMetrics, sampleResults } from './samples.ts';

/** The sample run with latencies so many times as long. */
export function scaledResults(scale: number, outcome: Partial<ObservedRun> = {}): Results {
  return sampleResults({ metrics: sampleMetrics(scale), ...outcome });
}

export function named<T>(results: readonly T[], folder: string): Named<T>[] {
  return results.map((one, index) => ({ file: `${folder}/${index + 1}/results.json`, results: one }));
}

export function compareInput<T>(
  base: readonly T[],
  now: readonly T[],
  gates: readonly Gate[] = [],
): CompareInput<T> {
  return {
    base: named(base, 'base'),
    new: named(now, 'new'),
    gates,
    tool: { name: 'mqtt-bench', version: '0.1.0' },
    command: 'mqtt-bench compare base new',
    startedAt: '2026-01-03T00:00:00.000Z',
    format: (value, unit) => `${value} ${unit}`,
  };
}

/** `metric comparison bound` of the 99th percentile end to end. */
export function p99Gate(
  against: MetricGate['against'],
  amount: number,
  comparison = '>' as const,
): MetricGate {
  const metric = 'e2e.latency.p99';
  return { kind: 'metric', text: `${metric} ${comparison} ${amount}`, metric, comparison, against, amount };
}

/** A fifth slower, which is too much. */
export function sampleComparison(): Comparison {
  return compareRuns(compareInput([scaledResults(1)], [scaledResults(1.2)], [p99Gate('share', 0.1)]));
}
