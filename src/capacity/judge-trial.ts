/** What one run says about the load it had: a point of the search. */
import type { PointVerdict } from '../results/capacity.ts';
import type { RunResult, StepResult } from '../results/model.ts';
import { ownPart, ownPartInRate } from './own-part.ts';

export interface JudgedTrial {
  readonly verdict: PointVerdict;
  /** Sentences; empty where it held. */
  readonly reasons: readonly string[];
}

/** Of what was due; more than that missing is a load that was not there. */
const SENT_SHARE_MIN = 0.99;
/** Invariants that say that a message has not come. */
const LOSSES = ['Q1-1', 'Q2-1', 'G1'];

/**
 * Holds only what passes in every way. What MQTT promises comes first, whoever was slow; then whether the generator could
 * do it at all; only then what the target missed.
 */
export function judgeTrial(run: RunResult): JudgedTrial {
  return (
    brokenPromise(run) ??
    ownLimit(run) ??
    notCarriedOut(run) ??
    missedThreshold(run) ??
    behind(run) ??
    undecided(run) ?? { verdict: 'held', reasons: [] }
  );
}

function brokenPromise(run: RunResult): JudgedTrial | undefined {
  if (run.check.verdict !== 'fail') return undefined;
  const missing = stillComing(run);
  if (missing !== undefined && run.health.verdict === 'pass')
    return { verdict: 'missed', reasons: [missing] };
  if (missing !== undefined) return undefined;
  const ids = run.check.invariants.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
  return { verdict: 'broken', reasons: [`the target broke what MQTT promises: ${ids.join(', ')}`] };
}

/**
 * The drain ended while messages were coming in: those that it counts as lost may only have been late. That is too slow, and
 * no proof of a loss.
 */
function stillComing({ check, steps, metrics }: RunResult): string | undefined {
  const failed = check.invariants.filter(({ verdict }) => verdict === 'fail');
  const drain = steps.findLast(({ label, problems }) => label.startsWith('drain') && problems.length > 0);
  if (drain === undefined || failed.some(({ id }) => !LOSSES.includes(id))) return undefined;
  const endSecond = Math.floor((drain.startedUs + drain.durationUs) / 1_000_000);
  const isComing = metrics.timeline.some(
    ({ second, received }) => received > 0 && second >= endSecond - 1 && second <= endSecond,
  );
  return isComing ? `${drain.problems[0] ?? ''}, and more were still coming` : undefined;
}

function ownLimit(run: RunResult): JudgedTrial | undefined {
  const { health, thresholds } = run;
  const exceeded = health.items.filter((item) => item.exceeded).map(({ name }) => name);
  if (health.verdict !== 'pass')
    return inconclusive([`the load generator itself was the bottleneck: ${exceeded.join(', ')}`]);
  const missed = thresholds.filter(({ verdict }) => verdict === 'fail');
  const own = missed.map((one) => ownPart(one, run));
  if (missed.length === 0 || own.some((part) => part === undefined)) return undefined;
  return inconclusive(missed.map(({ text }, i) => `missed: ${text}; ${own[i] ?? ''}`));
}

function notCarriedOut({ stopReason, stopDetail, steps }: RunResult): JudgedTrial | undefined {
  const failed = steps.filter(({ status }) => status === 'failed').map(stepReason);
  if (failed.length > 0) return { verdict: 'missed', reasons: failed };
  if (stopReason !== 'failed') return undefined;
  return { verdict: 'missed', reasons: [`a step could not be carried out: ${stopDetail ?? ''}`] };
}

function stepReason({ label, problems }: StepResult): string {
  return `${label}: ${problems[0] ?? 'could not be carried out'}`;
}

function missedThreshold({ thresholds, expectations }: RunResult): JudgedTrial | undefined {
  const reasons = [
    ...thresholds.filter(({ verdict }) => verdict === 'fail').map(({ text }) => `missed: ${text}`),
    ...expectations.filter(({ verdict }) => verdict === 'fail').map(({ text }) => `expected: ${text}`),
  ];
  return reasons.length === 0 ? undefined : { verdict: 'missed', reasons };
}

/** The open loop fell behind although the generator was well: the target did not take it. */
function behind(run: RunResult): JudgedTrial | undefined {
  const { rates } = run.metrics;
  if (rates === undefined || rates.publishIntended === 0) return undefined;
  const share = rates.publishSent / rates.publishIntended;
  if (share >= SENT_SHARE_MIN) return undefined;
  const reason = `only ${Math.floor(share * 1_000) / 10} % of the intended messages were sent in time`;
  const own = ownPartInRate(SENT_SHARE_MIN - share, run);
  return own === undefined ? { verdict: 'missed', reasons: [reason] } : inconclusive([`${reason}; ${own}`]);
}

function undecided(run: RunResult): JudgedTrial | undefined {
  if (run.verdict === 'pass') return undefined;
  return inconclusive(run.verdictReasons);
}

function inconclusive(reasons: readonly string[]): JudgedTrial {
  return { verdict: 'inconclusive', reasons };
}
