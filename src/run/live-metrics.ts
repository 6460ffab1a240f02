import type { Clock } from '../base/clock.ts';
import { mergeSnapshots } from '../metrics/merge.ts';
import type { Plan } from '../plan/types.ts';
import type { SegmentHandle } from './segment-handle.ts';
import type { RunListener } from './types.ts';

export interface LiveMetricsOptions {
  readonly plan: Plan;
  readonly segments: readonly SegmentHandle[];
  readonly clock: Clock;
  readonly startedUs: number;
  readonly listener: RunListener;
  /** Absent: nobody wants them. */
  readonly everyMs: number | undefined;
}

/**
 * Tells the listener all figures so far, now and then, until the returned function is called. A snapshot costs about half a
 * millisecond for each histogram, so this is no matter of milliseconds.
 */
export function reportMetrics(options: LiveMetricsOptions): () => void {
  if (options.everyMs === undefined) return () => undefined;
  let looking = false;
  let stopped = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void figuresNow(options)
      .then((event) => {
        if (!stopped) options.listener(event);
      })
      // A segment that does not answer is lost: whoever waits for its steps says so.
      .catch(() => undefined)
      .finally(() => (looking = false));
  }, options.everyMs);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}

async function figuresNow({ plan, segments, clock, startedUs }: LiveMetricsOptions) {
  const metrics = mergeSnapshots(await Promise.all(segments.map((segment) => segment.metrics())));
  const clientsConnected = segments.reduce((sum, segment) => sum + segment.status().connected, 0);
  const elapsedUs = clock.nowUs() - startedUs;
  return {
    kind: 'metrics' as const,
    sample: { elapsedUs, clientsConnected, clientsTotal: plan.clientCount, metrics },
  };
}
