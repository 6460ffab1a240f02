import { seededRandom } from '../base/random.ts';
import type { BenchClient, ConnectResult } from '../client/types.ts';
import { COUNTER } from '../metrics/counters.ts';
import type { ChurnStep, ConnectStep, ResumeStep } from '../plan/types.ts';
import { backoffUs } from './backoff.ts';
import type { SegmentContext } from './segment-context.ts';
import { delay } from './wait.ts';

/** A broker that answers so may take the same client a moment later. 3.1.1: 0x03 Server unavailable. */
const PASSING: Readonly<Record<4 | 5, readonly number[]>> = { 4: [0x03], 5: [0x88, 0x89, 0x97, 0x9f] };

/**
 * Connects one client, again where that failed and the step allows it. Each attempt counts as one; only the last result is
 * the step's. A refusal that no time will change, or that the step expects, is final.
 */
export async function connectWithRetry(
  client: BenchClient,
  step: ConnectStep | ResumeStep | ChurnStep,
  context: SegmentContext,
  cleanStart: boolean | undefined,
): Promise<ConnectResult> {
  const random = seededRandom(context.plan.seed).fork('connect', step.path, client.index);
  for (let failures = 0; ; failures += 1) {
    const result = await connectOnce(client, context, cleanStart);
    const { retry } = step;
    if (retry === undefined || failures >= retry.times || isFinal(result, step, context)) return result;
    context.metrics.count(COUNTER.connectRetried);
    await delay(backoffUs(retry, failures, random) / 1000, context.signal);
  }
}

/** One attempt, counted. */
export async function connectOnce(
  client: BenchClient,
  context: SegmentContext,
  cleanStart: boolean | undefined,
): Promise<ConnectResult> {
  context.metrics.count(COUNTER.connectAttempted);
  const result = await client.connect(context.connectSpec(client.index, cleanStart));
  noteReason(result, context);
  return result;
}

function isFinal(
  result: ConnectResult,
  step: ConnectStep | ResumeStep | ChurnStep,
  context: SegmentContext,
): boolean {
  if (result.kind === 'accepted' || context.signal.aborted) return true;
  if (result.kind === 'failed') return false;
  if (step.kind === 'connect' && step.expectReasons.includes(result.reasonCode)) return true;
  return !PASSING[context.plan.version].includes(result.reasonCode);
}

function noteReason(result: ConnectResult, { metrics }: SegmentContext): void {
  if (result.kind === 'refused') metrics.reason(`CONNACK ${result.detail}`);
  if (result.kind === 'failed') metrics.reason(result.code);
}
