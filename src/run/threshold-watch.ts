import type { Clock } from '../base/clock.ts';
import { formatDurationUs } from '../base/units.ts';
import type { CheckContext } from '../check/context.ts';
import { finishInSteps } from '../check/finish.ts';
import { mergeStates } from '../check/state.ts';
import { measureThreshold, metricSource, readsMessages } from '../check/thresholds.ts';
import { mergeSnapshots } from '../metrics/merge.ts';
import type { MetricSource } from '../metrics/read-metric.ts';
import type { Plan, PlannedThreshold } from '../plan/types.ts';
import type { SegmentHandle } from './segment-handle.ts';
import { inSlices } from './slices.ts';

const INTERVAL_MS = 1_000;

/** Why a run was aborted: a threshold with `abort` did not hold. */
export class ThresholdMissed extends Error {
  override readonly name = 'ThresholdMissed';
}

export interface WatchOptions {
  readonly plan: Plan;
  readonly segments: readonly SegmentHandle[];
  readonly context: CheckContext;
  readonly clock: Clock;
  readonly startedUs: number;
  /** Called once, with the first threshold that does not hold. */
  readonly onMissed: (missed: ThresholdMissed) => void;
}

/**
 * Judges thresholds with `abort` once a second, on what all segments together have measured so far, until the returned
 * function is called. What was not measured yet cannot be missed.
 */
export function watchThresholds(options: WatchOptions): () => void {
  if (!options.plan.thresholds.some(({ abort }) => abort)) return () => undefined;
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void firstMissed(options)
      .then((missed) => {
        if (missed === undefined) return;
        stop();
        options.onMissed(missed);
      })
      // A segment that does not answer is lost: whoever waits for its steps says so.
      .catch(() => undefined)
      .finally(() => (looking = false));
  }, INTERVAL_MS);
  const stop = (): void => clearInterval(timer);
  return stop;
}

async function firstMissed(options: WatchOptions): Promise<ThresholdMissed | undefined> {
  const ranUs = options.clock.nowUs() - options.startedUs;
  const due = options.plan.thresholds.filter(({ abort, delayUs }) => abort && ranUs >= delayUs);
  if (due.length === 0) return undefined;
  const source = await measureNow(options, due.some(readsMessages));
  const missed = due.find((threshold) => measureThreshold(threshold, source).held === false);
  return missed === undefined ? undefined : new ThresholdMissed(sentence(missed, source));
}

async function measureNow({ segments, context }: WatchOptions, withMessages: boolean): Promise<MetricSource> {
  const metrics = mergeSnapshots(await Promise.all(segments.map((segment) => segment.metrics())));
  if (!withMessages) return metricSource(metrics);
  const states = await Promise.all(segments.map((segment) => segment.checkState('of-one-moment')));
  return metricSource(metrics, await inSlices(finishInSteps(mergeStates(states), context)));
}

function sentence(threshold: PlannedThreshold, source: MetricSource): string {
  const { measured = 0, unit } = measureThreshold(threshold, source);
  const value = unit === 'µs' ? formatDurationUs(measured) : String(Number(measured.toPrecision(4)));
  return `${threshold.text} (measured ${value}${unit === '1/s' ? '/s' : ''})`;
}
