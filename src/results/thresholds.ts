import { MESSAGE_COUNTS, metricUnit, readMetric } from '../metrics/read-metric.ts';
import type { MessageCount, MetricSource, MetricUnit } from '../metrics/read-metric.ts';
import type { MetricsSnapshot } from '../metrics/types.ts';
import type { CheckReport, Verdict } from '../check/types.ts';
import type { StopReason, ThresholdResult } from './model.ts';

/** A threshold as the plan has it. */
export interface ThresholdInput {
  /** As written. */
  readonly text: string;
  readonly metric: string;
  readonly comparison: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly factor: number;
  /** Present where the right side is a metric, scaled by `factor`; else `factor` is the bound itself. */
  readonly boundMetric?: string;
}

export interface ThresholdContext {
  readonly metrics: MetricsSnapshot;
  readonly check: CheckReport;
  readonly stopReason: StopReason;
  /** False: the generator itself may have been the bottleneck. */
  readonly healthy: boolean;
}

export function evaluateThresholds(
  thresholds: readonly ThresholdInput[],
  context: ThresholdContext,
): ThresholdResult[] {
  const source = metricSource(context.metrics, context.check);
  return thresholds.map((threshold) => evaluateThreshold(threshold, source, context));
}

/** Where thresholds read from: metrics, and what the checkers counted over all QoS levels. */
export function metricSource(metrics: MetricsSnapshot, check: CheckReport): MetricSource {
  if (check.semantics.length === 0) return { metrics };
  const total = (key: MessageCount): number => check.semantics.reduce((sum, row) => sum + row[key], 0);
  const messages = Object.fromEntries(MESSAGE_COUNTS.map((key) => [key, total(key)])) as Record<
    MessageCount,
    number
  >;
  return { metrics, messages };
}

function evaluateThreshold(
  threshold: ThresholdInput,
  source: MetricSource,
  context: ThresholdContext,
): ThresholdResult {
  const { text } = threshold;
  const unit = unitOf(threshold);
  if (context.stopReason === 'unreachable') {
    return { text, unit, verdict: 'skipped', explanation: 'the target could not be reached' };
  }
  const measured = readMetric(threshold.metric, source, unit);
  const bound = boundOf(threshold, source, unit);
  const values = { ...(measured !== undefined && { measured }), ...(bound !== undefined && { bound }) };
  if (measured === undefined || bound === undefined) {
    return { text, unit, ...values, verdict: 'inconclusive', explanation: 'nothing was measured' };
  }
  const held = holds(measured, threshold.comparison, bound);
  return { text, unit, ...values, ...(held ? { verdict: 'pass' } : missed(unit, context)) };
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

/** A missed threshold is only held against the target when neither the generator nor an interruption explains it. */
function missed(
  unit: MetricUnit,
  { healthy, stopReason }: ThresholdContext,
): { verdict: Verdict; explanation?: string } {
  if (stopReason === 'interrupted')
    return { verdict: 'inconclusive', explanation: 'the run was interrupted' };
  if (!healthy && unit !== 'count') {
    return { verdict: 'inconclusive', explanation: 'the load generator itself was the bottleneck' };
  }
  return { verdict: 'fail' };
}
