import type { CheckReport } from '../check/types.ts';
import { RecordedHistogram } from '../metrics/recorded.ts';
import { HISTOGRAM_NAMES } from '../metrics/types.ts';
import type { HistogramName, MetricsSnapshot, TimelineRow } from '../metrics/types.ts';
import { RESULTS_SCHEMA, RESULTS_VERSION } from './model.ts';
import type {
  ExpectationResult,
  FaultResult,
  HealthResult,
  HostFacts,
  LatencyResult,
  MetricsResult,
  ProtocolName,
  Rates,
  Results,
  RunResult,
  ScenarioFacts,
  StepResult,
  StopReason,
} from './model.ts';
import { evaluateThresholds } from './thresholds.ts';
import type { ThresholdInput } from './thresholds.ts';
import { runVerdict, worstVerdict } from './verdict.ts';

/** What came of a run: the shape of `RunOutcome`, as far as results are concerned. */
export interface ObservedRun {
  readonly stopReason: StopReason;
  readonly stopDetail?: string;
  /** Monotonic µs at which the run began. */
  readonly startedUs: number;
  readonly durationUs: number;
  readonly steps: readonly StepResult[];
  readonly expectations: readonly ExpectationResult[];
  readonly metrics: MetricsSnapshot;
  readonly check: CheckReport;
  readonly health: HealthResult;
  readonly faults?: readonly FaultResult[];
  readonly targetName: string;
}

export interface RunInput {
  readonly protocol: ProtocolName;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly clients: number;
  readonly flows: number;
  readonly replay: string;
  readonly thresholds: readonly ThresholdInput[];
  readonly outcome: ObservedRun;
}

export interface ResultsInput {
  readonly toolVersion: string;
  readonly command: string;
  readonly startedAt: string;
  readonly scenario: ScenarioFacts;
  readonly host: HostFacts;
  readonly runs: readonly RunInput[];
}

/** Puts together what reporters read. Everything comes in as arguments: the same input gives the same results. */
export function buildResults(input: ResultsInput): Results {
  const runs = input.runs.map(buildRun);
  return {
    schema: RESULTS_SCHEMA,
    version: RESULTS_VERSION,
    verdict: runs.length === 0 ? 'inconclusive' : worstVerdict(runs.map((run) => run.verdict)),
    tool: { name: 'mqtt-bench', version: input.toolVersion },
    command: input.command,
    startedAt: input.startedAt,
    scenario: input.scenario,
    host: input.host,
    runs,
  };
}

function buildRun(input: RunInput): RunResult {
  const { outcome } = input;
  const { stopReason, stopDetail, check, expectations, health } = outcome;
  const healthy = health.verdict === 'pass';
  const thresholds = evaluateThresholds(input.thresholds, {
    metrics: outcome.metrics,
    check,
    stopReason,
    healthy,
  });
  const stop = { stopReason, ...(stopDetail !== undefined && { stopDetail }) };
  const { verdict, reasons } = runVerdict({ ...stop, check, expectations, thresholds, health });
  return {
    protocol: input.protocol,
    target: outcome.targetName,
    startedAt: input.startedAt,
    durationUs: outcome.durationUs,
    clients: input.clients,
    flows: input.flows,
    ...stop,
    verdict,
    verdictReasons: reasons,
    replay: input.replay,
    thresholds,
    expectations,
    check,
    metrics: metricsResult(outcome.metrics),
    health,
    steps: outcome.steps,
    ...(outcome.faults !== undefined && { faults: outcome.faults }),
  };
}

function metricsResult(snapshot: MetricsSnapshot): MetricsResult {
  const rates = ratesOf(snapshot);
  return {
    counters: snapshot.counters,
    steadyUs: snapshot.steadyUs,
    ...(rates !== undefined && { rates }),
    latencies: latenciesOf(snapshot),
    timeline: snapshot.timeline.map(withoutHistogram),
    reasons: snapshot.reasons,
  };
}

/** Rows only carry histograms so that threads can be merged. */
function withoutHistogram(row: TimelineRow): TimelineRow {
  const copy: { -readonly [Key in keyof TimelineRow]: TimelineRow[Key] } = { ...row };
  delete copy.e2e;
  return copy;
}

function ratesOf({ steady, steadyUs }: MetricsSnapshot): Rates | undefined {
  if (steadyUs <= 0 || steady['publish.intended'] + steady['publish.sent'] === 0) return undefined;
  const perSecond = (count: number): number => (count / steadyUs) * 1_000_000;
  return {
    publishIntended: perSecond(steady['publish.intended']),
    publishSent: perSecond(steady['publish.sent']),
    publishAcknowledged: perSecond(steady['publish.acknowledged']),
    received: perSecond(steady['receive.count']),
  };
}

function latenciesOf(snapshot: MetricsSnapshot): MetricsResult['latencies'] {
  const latencies: Partial<Record<HistogramName, LatencyResult>> = {};
  for (const name of HISTOGRAM_NAMES) {
    const encoded = snapshot.histograms[name];
    if (encoded === undefined) continue;
    const recorded = RecordedHistogram.decode(encoded);
    if (recorded.count > 0) latencies[name] = { ...recorded.summary(), histogram: recorded.encode() };
  }
  return latencies;
}
