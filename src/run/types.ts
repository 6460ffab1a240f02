/** What a run says while it lasts and when it ends. */
import type { CheckReport, Verdict } from '../check/types.ts';
import type { MetricsSnapshot } from '../metrics/types.ts';
import type { FaultSummary } from './faults/fault-tally.ts';

export type StopReason =
  | 'completed'
  /** SIGINT, SIGTERM, or the caller's abort signal. */
  | 'interrupted'
  /** A threshold with `abort`. */
  | 'aborted'
  /** Not one connection came about. */
  | 'unreachable'
  /** A step could not be carried out. */
  | 'failed';

export interface StepOutcome {
  readonly path: string;
  readonly label: string;
  readonly startedUs: number;
  readonly durationUs: number;
  readonly status: 'done' | 'failed' | 'interrupted';
  /** Sentences on what did not work, the first few. */
  readonly problems: readonly string[];
}

/** One explicit expectation of the scenario: `expect`, `expect-reasons`, Session Present. */
export interface ExpectationResult {
  readonly path: string;
  readonly text: string;
  readonly verdict: Verdict;
  readonly checked: number;
  readonly failed: number;
  /** The first few failures, in words. */
  readonly examples: readonly string[];
}

/** Where the generator itself may have been the bottleneck. A limit exceeded makes the run inconclusive. */
export interface HealthReport {
  readonly verdict: 'pass' | 'inconclusive';
  readonly items: readonly HealthItem[];
}

export interface HealthItem {
  /** What was measured and the resource that it is about, e.g. `pacer lag p99 (CPU)`. */
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: 'µs' | '%' | 'count' | 'bytes';
  readonly exceeded: boolean;
  readonly advice?: string;
}

export interface RunOutcome {
  readonly stopReason: StopReason;
  /** A sentence for people where `stopReason` is not `completed`. */
  readonly stopDetail?: string;
  /** Monotonic µs at which the run began; times in findings and steps are relative to it. */
  readonly startedUs: number;
  readonly durationUs: number;
  readonly steps: readonly StepOutcome[];
  readonly expectations: readonly ExpectationResult[];
  readonly metrics: MetricsSnapshot;
  readonly check: CheckReport;
  readonly health: HealthReport;
  /** What faults did, where the plan has some: those that never struck too. */
  readonly faults?: readonly FaultSummary[];
  /** What ran: `mqtt://127.0.0.1:1883`, or `embedded broker`. No credentials. */
  readonly targetName: string;
}

/** Numbers for live progress, a few times a second. */
export interface ProgressSample {
  readonly elapsedUs: number;
  readonly step: string;
  readonly stepIndex: number;
  readonly stepCount: number;
  readonly clientsConnected: number;
  readonly clientsTotal: number;
  readonly sentPerSecond: number;
  readonly receivedPerSecond: number;
  readonly sent: number;
  readonly received: number;
  readonly e2eP99Us: number;
  /** Estimated from the plan; absent where nobody can know. */
  readonly remainingUs?: number;
}

/** All figures so far, for those who pass them on while a run lasts. */
export interface MetricsSample {
  readonly elapsedUs: number;
  readonly clientsConnected: number;
  readonly clientsTotal: number;
  readonly metrics: MetricsSnapshot;
}

export type RunEvent =
  | { readonly kind: 'step-started'; readonly path: string; readonly label: string }
  | { readonly kind: 'step-ended'; readonly outcome: StepOutcome }
  | { readonly kind: 'progress'; readonly sample: ProgressSample }
  /** Only where they were asked for: now and then, and once when all is measured. */
  | { readonly kind: 'metrics'; readonly sample: MetricsSample }
  | { readonly kind: 'warning'; readonly message: string };

export type RunListener = (event: RunEvent) => void;

/** Withdraws rights at the target while a run lasts: the embedded broker can, and hooks of a profile. */
export interface Rights {
  /** From now on these clients may publish and receive nothing. Resolves when that is in force. */
  revoke(clients: readonly number[]): Promise<void>;
  /** All is again as the policy says. */
  restore(): Promise<void>;
}
