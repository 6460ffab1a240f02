/**
 * The one versioned model that every reporter reads and `results.json` holds. A change that old readers would
 * misunderstand raises {@link RESULTS_VERSION}; new optional fields do not. `schema/results.schema.json` is its twin.
 */
import type { CheckReport, Verdict } from '../check/types.ts';
import type { MetricUnit } from '../metrics/read-metric.ts';
import type { CounterName, HistogramName, HistogramSummary, TimelineRow } from '../metrics/types.ts';

export type {
  AccessReport,
  AccessRow,
  CheckReport,
  Finding,
  GroupShare,
  InvariantResult,
  SemanticsRow,
  Verdict,
} from '../check/types.ts';
export type { MetricUnit } from '../metrics/read-metric.ts';
export type { HistogramName, HistogramSummary, TimelineRow } from '../metrics/types.ts';

export const RESULTS_SCHEMA = 'mqtt-bench/results';
export const RESULTS_VERSION = 1;

export const STOP_REASONS = ['completed', 'interrupted', 'aborted', 'unreachable', 'failed'] as const;
export type StopReason = (typeof STOP_REASONS)[number];

export const PROTOCOLS = ['3.1.1', '5.0'] as const;
export type ProtocolName = (typeof PROTOCOLS)[number];

export interface Results {
  readonly schema: typeof RESULTS_SCHEMA;
  readonly version: typeof RESULTS_VERSION;
  /** The worst of the runs'. */
  readonly verdict: Verdict;
  readonly tool: ToolFacts;
  /** As typed, secrets replaced. */
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly scenario: ScenarioFacts;
  readonly host: HostFacts;
  /** One for each protocol version that ran. */
  readonly runs: readonly RunResult[];
}

export interface ToolFacts {
  readonly name: 'mqtt-bench';
  readonly version: string;
}

export interface ScenarioFacts {
  readonly name: string;
  readonly description: string;
  readonly file: string;
  /** SHA-256 of the text, hexadecimal. */
  readonly hash: string;
  readonly seed: number;
}

/** Where the clients ran. */
export interface HostFacts {
  readonly os: string;
  readonly arch: string;
  readonly cpu: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly node: string;
}

export interface RunResult {
  readonly protocol: ProtocolName;
  /** What ran: a URL without credentials, or `embedded broker`. */
  readonly target: string;
  readonly startedAt: string;
  readonly durationUs: number;
  readonly clients: number;
  readonly flows: number;
  readonly stopReason: StopReason;
  readonly stopDetail?: string;
  readonly verdict: Verdict;
  /** Sentences that say why it is not a pass; empty for a pass. */
  readonly verdictReasons: readonly string[];
  /** A command that repeats this run alone, secrets left out. */
  readonly replay: string;
  readonly thresholds: readonly ThresholdResult[];
  readonly expectations: readonly ExpectationResult[];
  readonly check: CheckReport;
  readonly metrics: MetricsResult;
  readonly health: HealthResult;
  readonly steps: readonly StepResult[];
  /** What the test itself broke; absent: nothing was meant to be broken. */
  readonly faults?: readonly FaultResult[];
}

export interface ThresholdResult {
  readonly text: string;
  readonly verdict: Verdict;
  readonly unit: MetricUnit;
  /** Absent: nothing was measured. */
  readonly measured?: number;
  readonly bound?: number;
  /** Why it is neither pass nor fail. */
  readonly explanation?: string;
}

export interface ExpectationResult {
  /** Path in the scenario. */
  readonly path: string;
  readonly text: string;
  readonly verdict: Verdict;
  readonly checked: number;
  readonly failed: number;
  readonly examples: readonly string[];
}

export interface LatencyResult extends HistogramSummary {
  /** HdrHistogram V2 compressed encoding, base64, in µs. */
  readonly histogram: string;
}

/** Per second of steady time. */
export interface Rates {
  readonly publishIntended: number;
  readonly publishSent: number;
  readonly publishAcknowledged: number;
  readonly received: number;
}

export interface MetricsResult {
  readonly counters: Readonly<Record<CounterName, number>>;
  /** Time in which messages were due, without warm-up and cool-down. */
  readonly steadyUs: number;
  /** Absent when no messages were due. */
  readonly rates?: Rates;
  readonly latencies: Readonly<Partial<Record<HistogramName, LatencyResult>>>;
  readonly timeline: readonly TimelineRow[];
  /** Reason codes and errors by name, the most frequent first. */
  readonly reasons: Readonly<Record<string, number>>;
}

export interface HealthResult {
  readonly verdict: 'pass' | 'inconclusive';
  readonly items: readonly HealthItemResult[];
}

export const HEALTH_UNITS = ['µs', '%', 'count', 'bytes'] as const;

export interface HealthItemResult {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: (typeof HEALTH_UNITS)[number];
  readonly exceeded: boolean;
  readonly advice?: string;
}

/** One kind of fault under one name. */
export interface FaultResult {
  readonly name: string;
  readonly kind: string;
  /** How often it was put in force, or struck; 0: it never did. */
  readonly times: number;
  /** Connections that it was in force on, or that it ended. Absent: it concerns the broker. */
  readonly connections?: number;
  /** Connections that it ended or silenced. */
  readonly ended?: number;
  /** When, from the start of the run; the first so many. */
  readonly spans: readonly FaultSpanResult[];
}

/** A moment has both ends in one. */
export interface FaultSpanResult {
  readonly fromUs: number;
  readonly toUs: number;
}

export const STEP_STATUSES = ['done', 'failed', 'interrupted'] as const;

export interface StepResult {
  readonly path: string;
  readonly label: string;
  /** From the start of the run. */
  readonly startedUs: number;
  readonly durationUs: number;
  readonly status: (typeof STEP_STATUSES)[number];
  readonly problems: readonly string[];
}
