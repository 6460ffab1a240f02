import type { Clock } from '../base/clock.ts';
import type { CheckContext } from '../check/context.ts';
import { countOutstanding } from './outstanding.ts';
import type { SegmentHandle } from './segment-handle.ts';
import { delay } from './wait.ts';

const FIRST_LOOK_MS = 30;
const LOOK_MAX_MS = 500;

export interface DrainOptions {
  readonly segments: readonly SegmentHandle[];
  readonly context: CheckContext;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly timeoutUs: number;
}

/**
 * Waits until everything owed has arrived, at most `timeoutUs`. The checkers themselves say what is still outstanding, so
 * that an early end can never make a late message a lost one. How many are outstanding at the end.
 */
export async function drain(options: DrainOptions): Promise<number> {
  const { clock, signal, segments, timeoutUs } = options;
  const startedUs = clock.nowUs();
  let missing = await look(options);
  for (
    let waitMs = FIRST_LOOK_MS;
    missing > 0 && !signal.aborted;
    waitMs = Math.min(LOOK_MAX_MS, waitMs * 1.5)
  ) {
    const leftMs = (startedUs + timeoutUs - clock.nowUs()) / 1000;
    if (leftMs <= 0) break;
    await delay(Math.min(waitMs, leftMs), signal);
    missing = await look(options);
  }
  const event = { startedUs, tUs: clock.nowUs(), complete: missing === 0 };
  if (!signal.aborted || missing === 0) for (const segment of segments) segment.drainEnded(event);
  return missing;
}

async function look({ segments, context, clock }: DrainOptions): Promise<number> {
  const states = await Promise.all(segments.map((segment) => segment.checkState()));
  return countOutstanding(states, context, clock.nowUs());
}
