import type { CheckState } from '../check/state.ts';
import type { DrainEnded } from '../history/observer.ts';
import type { MetricsSnapshot } from '../metrics/types.ts';
import type { HealthSample } from './health.ts';
import type { SegmentResult } from './segment.ts';
import type { StepReport } from './segment-context.ts';

/** Numbers of one segment for progress. */
export interface SegmentStatus {
  /** When the numbers were taken, µs. */
  readonly atUs: number;
  readonly connected: number;
  /** Clients that lost their connection and are on their way back. */
  readonly away: number;
  readonly sent: number;
  readonly received: number;
  readonly e2eP99Us: number;
}

/** Everything a segment hands over when it ends; crosses threads. */
export interface SegmentOutput extends SegmentResult {
  readonly health: HealthSample;
}

/**
 * `of-one-moment`: taken at once, however long that keeps the thread. `while-it-goes-on`: in slices; what happens meanwhile
 * may be missing, but never what had been published before.
 */
export type StateKind = 'of-one-moment' | 'while-it-goes-on';

/** One segment as the coordinator sees it, in this thread or in another. */
export interface SegmentHandle {
  /** How it was lost; undefined while it lives. A lost segment fails its steps, and has seen nothing. */
  readonly lost: string | undefined;
  /** Carries out the step at a path of the plan. What is paced counts its time from `startUs`, the same in all segments. */
  runStep(path: string, startUs: number): Promise<StepReport>;
  status(): SegmentStatus;
  /** Figures so far, for thresholds that abort; without timeline and reasons. */
  metrics(): Promise<MetricsSnapshot>;
  checkState(kind: StateKind): Promise<CheckState>;
  drainEnded(event: DrainEnded): void;
  /** Disconnects all clients. */
  close(): Promise<void>;
  /** After {@link SegmentHandle.close}: everything measured and seen. Undefined: it was lost. */
  result(): Promise<SegmentOutput | undefined>;
}
