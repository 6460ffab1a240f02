import type { Clock } from '../base/clock.ts';
import type { CheckContext } from '../check/context.ts';
import type { Outstanding } from '../check/outstanding.ts';
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

/** QoS 0 messages may never come: they are waited for as long as they keep coming, and this long after the last. */
const QOS0_QUIET_US = 1_000_000;

/**
 * Waits until everything owed has arrived, at most `timeoutUs`. The checkers themselves say what is still outstanding, so
 * that an early end can never make a late message a lost one. How many owed messages are outstanding at the end.
 */
export async function drain(options: DrainOptions): Promise<number> {
  const { clock, signal, segments, timeoutUs } = options;
  const startedUs = clock.nowUs();
  const quiet = new QuietQos0(startedUs);
  const untilUs = startedUs + timeoutUs;
  let missing = await look(options, untilUs);
  for (
    let waitMs = FIRST_LOOK_MS;
    !signal.aborted && !isOver(missing, quiet, clock.nowUs());
    waitMs = Math.min(LOOK_MAX_MS, waitMs * 1.5)
  ) {
    const leftMs = (untilUs - clock.nowUs()) / 1000;
    if (leftMs <= 0) break;
    await delay(Math.min(waitMs, leftMs), signal);
    missing = await look(options, untilUs);
  }
  const complete = missing.owed === 0;
  const event = { startedUs, tUs: clock.nowUs(), complete };
  if (!signal.aborted || complete) for (const segment of segments) segment.drainEnded(event);
  return missing.owed;
}

/** All that is owed has come, and what must not come would have. */
function isOver({ owed, atQos0, watchUntilUs = 0 }: Outstanding, quiet: QuietQos0, nowUs: number): boolean {
  const qos0IsOver = quiet.isOver(atQos0, nowUs);
  return owed === 0 && qos0IsOver && nowUs >= watchUntilUs;
}

/** Whether the QoS 0 messages that are still out have stopped coming. */
class QuietQos0 {
  #last = -1;
  #sinceUs: number;

  constructor(nowUs: number) {
    this.#sinceUs = nowUs;
  }

  isOver(outstanding: number, nowUs: number): boolean {
    if (outstanding !== this.#last) this.#sinceUs = nowUs;
    this.#last = outstanding;
    return outstanding === 0 || nowUs - this.#sinceUs >= QOS0_QUIET_US;
  }
}

async function look({ segments, context, clock }: DrainOptions, untilUs: number): Promise<Outstanding> {
  const states = await Promise.all(segments.map((segment) => segment.checkState()));
  return countOutstanding(states, context, clock.nowUs(), untilUs);
}
