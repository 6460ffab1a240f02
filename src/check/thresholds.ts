/** Thresholds as comparisons of measured values: while a run lasts and when it has ended, by the same arithmetic. */
import { MESSAGE_COUNTS, metricUnit, readMetric } from '../metrics/read-metric.ts';
import type { MessageCount, MetricSource, MetricUnit } from '../metrics/read-metric.ts';
import type { MetricsSnapshot } from '../metrics/types.ts';
import type { CheckReport } from './types.ts';

/** A threshold as the plan has it. */
export interface ThresholdInput {
  /** As written. */
  readonly text: string;
  readonly metric: string;
  readonly comparison: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly factor: number;
  /** Present where the right side is a metric, scaled by `factor`; else `factor` is the bound itself. */
  readonly boundMetric?: string;
  /** Ends the run as soon as it does not hold. */
  readonly abort?: boolean;
}

/** The two sides of a threshold. Undefined: nothing was measured there. */
export interface ThresholdMeasure {
  readonly unit: MetricUnit;
  readonly measured: number | undefined;
  readonly bound: number | undefined;
  /** Undefined where a side is. */
  readonly held: boolean | undefined;
}

export function measureThreshold(threshold: ThresholdInput, source: MetricSource): ThresholdMeasure {
  const unit = unitOf(threshold);
  const measured = readMetric(threshold.metric, source, unit);
  const bound = boundOf(threshold, source, unit);
  const known = measured !== undefined && bound !== undefined;
  return { unit, measured, bound, held: known ? holds(measured, threshold.comparison, bound) : undefined };
}

/** Where thresholds read from: metrics, and what the checkers counted over all QoS levels. */
export function metricSource(metrics: MetricsSnapshot, check?: CheckReport): MetricSource {
  if (check === undefined || check.semantics.length === 0) return { metrics };
  const total = (key: MessageCount): number => check.semantics.reduce((sum, row) => sum + row[key], 0);
  const messages = Object.fromEntries(MESSAGE_COUNTS.map((key) => [key, total(key)])) as Record<
    MessageCount,
    number
  >;
  return { metrics, messages };
}

/** Whether only the checkers can say what it reads. */
export function readsMessages({ metric, boundMetric }: ThresholdInput): boolean {
  return metric.startsWith('messages.') || boundMetric?.startsWith('messages.') === true;
}

/** Where one side is a rate, so is the other: `publish.rate >= 0.99 * publish.intended`. */
function unitOf({ metric, boundMetric }: ThresholdInput): MetricUnit {
  const units = [metricUnit(metric), boundMetric === undefined ? undefined : metricUnit(boundMetric)];
  return units.includes('1/s') ? '1/s' : (units[0] ?? 'count');
}

function boundOf(threshold: ThresholdInput, source: MetricSource, unit: MetricUnit): number | undefined {
  if (threshold.boundMetric === undefined) return threshold.factor;
  const value = readMetric(threshold.boundMetric, source, unit);
  return value === undefined ? undefined : value * threshold.factor;
}

function holds(measured: number, comparison: ThresholdInput['comparison'], bound: number): boolean {
  switch (comparison) {
    case '<':
      return measured < bound;
    case '<=':
      return measured <= bound;
    case '>':
      return measured > bound;
    case '>=':
      return measured >= bound;
    case '==':
      return measured === bound;
    case '!=':
      return measured !== bound;
  }
}
