import type { Clock } from '../base/clock.ts';
import type { Plan } from '../plan/types.ts';
import type { Coordinator } from './coordinator.ts';
import { RateMeter } from './live-rates.ts';
import type { SegmentHandle } from './segment-handle.ts';
import { countSteps } from './step-index.ts';
import type { ProgressSample, RunListener } from './types.ts';

const INTERVAL_MS = 250;

export interface ProgressOptions {
  readonly plan: Plan;
  readonly segments: readonly SegmentHandle[];
  readonly coordinator: Coordinator;
  readonly clock: Clock;
  readonly startedUs: number;
  readonly listener: RunListener;
}

/** Tells the listener a few times a second how the run is going, until the returned function is called. */
export function reportProgress(options: ProgressOptions): () => void {
  const stepCount = countSteps(options.plan.steps);
  const rates = new RateMeter();
  const timer = setInterval(() => {
    options.listener({ kind: 'progress', sample: sampleProgress(options, stepCount, rates) });
  }, INTERVAL_MS);
  return () => clearInterval(timer);
}

function sampleProgress(options: ProgressOptions, stepCount: number, rates: RateMeter): ProgressSample {
  const { segments, coordinator, clock, startedUs, plan } = options;
  const nowUs = clock.nowUs();
  const statuses = segments.map((segment) => segment.status());
  const sum = (pick: (status: (typeof statuses)[number]) => number): number =>
    statuses.reduce((total, status) => total + pick(status), 0);
  const { label, index, remainingUs } = coordinator.position(nowUs);
  return {
    elapsedUs: nowUs - startedUs,
    step: label,
    stepIndex: index,
    stepCount,
    clientsConnected: sum((status) => status.connected),
    clientsTotal: plan.clientCount,
    ...rates.update(statuses),
    sent: sum((status) => status.sent),
    received: sum((status) => status.received),
    e2eP99Us: Math.max(0, ...statuses.map((status) => status.e2eP99Us)),
    ...(remainingUs === undefined ? {} : { remainingUs }),
  };
}
