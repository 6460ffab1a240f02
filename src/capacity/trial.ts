import type { CapacityTrial, TrialCost, TrialRates } from '../results/capacity.ts';
import type { HistogramSummary, LatencyResult, RunResult } from '../results/model.ts';
import { judgeTrial } from './judge-trial.ts';

export interface TrialInput {
  /** From 1. */
  readonly number: number;
  readonly seed: number;
  readonly run: RunResult;
  readonly cost?: TrialCost;
}

/** The essential figures of one run, and what it says about its load. */
export function trialOf({ number, seed, run, cost }: TrialInput): CapacityTrial {
  const { metrics, check } = run;
  const { latencies } = metrics;
  const rates = ratesOf(run);
  const underWay = underWayOf(run);
  return {
    ...{ number, ...judgeTrial(run), seed, durationUs: run.durationUs, clients: run.clients },
    ...(rates !== undefined && { rates }),
    messagesLost: check.semantics.reduce((sum, { lost }) => sum + lost, 0),
    connectFailed: metrics.counters['connect.failed'],
    ...(latencies['e2e.latency'] !== undefined && { e2e: summaryOf(latencies['e2e.latency']) }),
    ...(latencies['publish.latency'] !== undefined && { publish: summaryOf(latencies['publish.latency']) }),
    ...(latencies['connect.latency'] !== undefined && { connect: summaryOf(latencies['connect.latency']) }),
    ...(underWay !== undefined && { underWay }),
    ...(cost !== undefined && { cost }),
    replay: run.replay,
  };
}

function ratesOf({ metrics: { rates } }: RunResult): TrialRates | undefined {
  if (rates === undefined) return undefined;
  return {
    intended: rates.publishIntended,
    published: rates.publishSent,
    acknowledged: rates.publishAcknowledged,
    delivered: rates.received,
  };
}

/** Little's law: what leaves in a second, times how long each was under way. From the actual send: our lag is not theirs. */
function underWayOf({ metrics: { rates, latencies } }: RunResult): number | undefined {
  const raw = latencies['e2e.raw'];
  if (rates === undefined || raw === undefined || raw.count === 0) return undefined;
  return (rates.received * raw.meanUs) / 1_000_000;
}

/** Without the encoded histogram: files of many trials stay small. */
function summaryOf(latency: LatencyResult): HistogramSummary {
  const copy: { -readonly [Key in keyof LatencyResult]?: LatencyResult[Key] } = { ...latency };
  delete copy.histogram;
  return copy as HistogramSummary;
}
