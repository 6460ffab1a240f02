import { measureThreshold, metricSource } from '../check/thresholds.ts';
import type { ThresholdInput, ThresholdMeasure } from '../check/thresholds.ts';
import type { CheckReport, Verdict } from '../check/types.ts';
import { ownErrors } from '../metrics/own-errors.ts';
import type { MetricSource } from '../metrics/read-metric.ts';
import type { MetricsSnapshot } from '../metrics/types.ts';
import type { StopReason, ThresholdResult } from './model.ts';

export type { ThresholdInput } from '../check/thresholds.ts';

export interface ThresholdContext {
  readonly metrics: MetricsSnapshot;
  readonly check: CheckReport;
  readonly stopReason: StopReason;
  /** False: the generator itself may have been the bottleneck. */
  readonly healthy: boolean;
}

/** What fails when the generator's own machine has no descriptor or port left. */
const CONNECTING = /^(?:connect|reconnect|connection)\./u;

export function evaluateThresholds(
  thresholds: readonly ThresholdInput[],
  context: ThresholdContext,
): ThresholdResult[] {
  const source = metricSource(context.metrics, context.check);
  return thresholds.map((threshold) => evaluateThreshold(threshold, source, context));
}

function evaluateThreshold(
  threshold: ThresholdInput,
  source: MetricSource,
  context: ThresholdContext,
): ThresholdResult {
  const { text } = threshold;
  const measure = measureThreshold(threshold, source);
  const { unit, measured, bound, held } = measure;
  if (context.stopReason === 'unreachable') {
    return { text, unit, verdict: 'skipped', explanation: 'the target could not be reached' };
  }
  const values = { ...(measured !== undefined && { measured }), ...(bound !== undefined && { bound }) };
  if (held === undefined)
    return { text, unit, ...values, verdict: 'inconclusive', explanation: 'nothing was measured' };
  return { text, unit, ...values, ...(held ? { verdict: 'pass' } : missed(threshold, measure, context)) };
}

/** A missed threshold is only held against the target when neither the generator nor an early end explains it. */
function missed(
  { abort, metric }: ThresholdInput,
  { unit }: ThresholdMeasure,
  { healthy, metrics, stopReason }: ThresholdContext,
): { verdict: Verdict; explanation?: string } {
  if (stopReason === 'interrupted')
    return { verdict: 'inconclusive', explanation: 'the run was interrupted' };
  if (stopReason === 'aborted' && abort !== true)
    return { verdict: 'inconclusive', explanation: 'another threshold stopped the run' };
  const [ownError] = ownErrors(metrics.reasons);
  if (ownError !== undefined && CONNECTING.test(metric)) {
    const { resource, code } = ownError;
    return { verdict: 'inconclusive', explanation: `the load generator ran out of ${resource} (${code})` };
  }
  if (!healthy && unit !== 'count') {
    return { verdict: 'inconclusive', explanation: 'the load generator itself was the bottleneck' };
  }
  return { verdict: 'fail' };
}
