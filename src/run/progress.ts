import type { Clock } from '../base/clock.ts';
import type { Plan } from '../plan/types.ts';
import type { Coordinator } from './coordinator.ts';
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
  let last: ProgressSample | undefined;
  const stepCount = countSteps(options.plan.steps);
  const timer = setInterval(() => {
    last = sampleProgress(options, stepCount, last);
    options.listener({ kind: 'progress', sample: last });
  }, INTERVAL_MS);
  return () => clearInterval(timer);
}

function sampleProgress(
  options: ProgressOptions,
  stepCount: number,
  last: ProgressSample | undefined,
): ProgressSample {
  const { segments, coordinator, clock, startedUs, plan } = options;
  const statuses = segments.map((segment) => segment.status());
  const sum = (pick: (status: (typeof statuses)[number]) => number): number =>
    statuses.reduce((total, status) => total + pick(status), 0);
  const elapsedUs = clock.nowUs() - startedUs;
  const sent = sum((status) => status.sent);
  const received = sum((status) => status.received);
  const seconds = (elapsedUs - (last?.elapsedUs ?? 0)) / 1_000_000;
  return {
    elapsedUs,
    step: coordinator.position.label,
    stepIndex: coordinator.position.index,
    stepCount,
    clientsConnected: sum((status) => status.connected),
    clientsTotal: plan.clientCount,
    sentPerSecond: (sent - (last?.sent ?? 0)) / seconds,
    receivedPerSecond: (received - (last?.received ?? 0)) / seconds,
    sent,
    received,
    e2eP99Us: Math.max(0, ...statuses.map((status) => status.e2eP99Us)),
  };
}
