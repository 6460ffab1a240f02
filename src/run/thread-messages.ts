/** What coordinator and segment threads say to each other. All plain data. */
import type { CheckState } from '../check/state.ts';
import type { DrainEnded } from '../history/observer.ts';
import type { MetricsSnapshot } from '../metrics/types.ts';
import type { Plan } from '../plan/types.ts';
import type { ErrorData } from './error-data.ts';
import type { SegmentOutput, SegmentStatus, StateKind } from './segment-handle.ts';
import type { StepReport } from './segment-context.ts';

/** A thread's `workerData`. */
export interface ThreadStart {
  readonly plan: Plan;
  readonly startedUs: number;
  readonly wallOffsetUs: number;
  readonly urls: readonly string[];
  readonly segment: { readonly index: number; readonly of: number };
  /** The coordinator can withdraw rights at the target. */
  readonly hasRights: boolean;
}

export type Request =
  | { readonly kind: 'run-step'; readonly id: number; readonly path: string; readonly startUs: number }
  | { readonly kind: 'metrics'; readonly id: number }
  | { readonly kind: 'check-state'; readonly id: number; readonly state: StateKind }
  | { readonly kind: 'close'; readonly id: number }
  | { readonly kind: 'result'; readonly id: number }
  | { readonly kind: 'drain-ended'; readonly event: DrainEnded }
  | { readonly kind: 'rights-changed'; readonly id: number; readonly error?: ErrorData }
  | { readonly kind: 'abort'; readonly reason: string };

export type Answer = StepReport | MetricsSnapshot | CheckState | SegmentOutput | undefined;

export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly kind: 'error'; readonly id: number; readonly error: ErrorData }
  | { readonly kind: 'status'; readonly status: SegmentStatus }
  /** Asks for a change of rights; empty: all is again as the policy says. */
  | { readonly kind: 'change-rights'; readonly id: number; readonly clients: readonly number[] };
