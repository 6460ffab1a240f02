import type { Clock } from '../base/clock.ts';
import type { CheckContext } from '../check/context.ts';
import { outstandingInSteps, type Outstanding } from '../check/outstanding.ts';
import { mergeStates } from '../check/state.ts';
import type { SegmentHandle } from './segment-handle.ts';
import { inSlices } from './slices.ts';
import { delay } from './wait.ts';

const FIRST_LOOK_MS = 30;
const LOOK_MAX_MS = 500;
/** So many times as long as it took, a look that can hardly be the last is not repeated. */
const PATIENCE = 5;

export interface DrainOptions {
  readonly segments: readonly SegmentHandle[];
  readonly context: CheckContext;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly timeoutUs: number;
}

/** QoS 0 messages may never come: they are waited for as long as they keep coming, and this long after the last. */
const QOS0_QUIET_US = 1_000_000;

/** How a drain stood when it was looked at last. */
interface Look extends Outstanding {
  readonly beganUs: number;
  readonly tookUs: number;
  /** PUBLISH packets that clients had got before. */
  readonly received: number;
}

/**
 * Waits until everything owed has arrived, at most `timeoutUs`. The checkers themselves say what is still outstanding, so
 * that an early end can never make a late message a lost one. QoS 2 exchanges come to their end, too. How many owed messages
 * are outstanding then.
 */
export async function drain(options: DrainOptions): Promise<number> {
  const { clock, signal, segments, timeoutUs } = options;
  const startedUs = clock.nowUs();
  const quiet = new QuietQos0(startedUs);
  const untilUs = startedUs + timeoutUs;
  let last = await look(options, untilUs);
  for (
    let waitMs = FIRST_LOOK_MS;
    !signal.aborted && !isOver(last, quiet);
    waitMs = Math.min(LOOK_MAX_MS, waitMs * 1.5)
  ) {
    const leftMs = (untilUs - clock.nowUs()) / 1000;
    if (leftMs <= 0) break;
    await delay(Math.min(waitMs, leftMs), signal);
    if (isWorthALook(last, options, untilUs)) last = await look(options, untilUs);
  }
  const complete = last.owed + last.releases === 0;
  const event = { startedUs, tUs: clock.nowUs(), complete };
  if (!signal.aborted || complete) for (const segment of segments) segment.drainEnded(event);
  return last.owed;
}

/**
 * Judging a large run takes long. As long as fewer messages have come than were missing, some must be missing still, unless a
 * client left or they expired: for that it is enough to look now and then. Nor does a look last that would hardly let the
 * clients do anything else; the last one, at the end of its time, is always taken.
 */
function isWorthALook(last: Look, { segments, clock }: DrainOptions, untilUs: number): boolean {
  const nowUs = clock.nowUs();
  if (nowUs >= untilUs) return true;
  const sinceUs = nowUs - last.beganUs - last.tookUs;
  if (sinceUs >= Math.max(LOOK_MAX_MS * 1000, last.tookUs * PATIENCE)) return true;
  if (sinceUs < last.tookUs) return false;
  // What must not come is watched for: the look that counts is the one behind that time.
  if (last.owed + last.atQos0 === 0) return nowUs >= (last.watchUntilUs ?? 0);
  return receivedBy(segments) - last.received >= last.owed;
}

function receivedBy(segments: readonly SegmentHandle[]): number {
  return segments.reduce((sum, segment) => sum + segment.status().received, 0);
}

/** All that is owed had come when the last look began, and what must not come would have. */
function isOver({ owed, atQos0, releases, watchUntilUs = 0, beganUs }: Look, quiet: QuietQos0): boolean {
  const qos0IsOver = quiet.isOver(atQos0, beganUs);
  return owed + releases === 0 && qos0IsOver && beganUs >= watchUntilUs;
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

async function look({ segments, context, clock }: DrainOptions, untilUs: number): Promise<Look> {
  const beganUs = clock.nowUs();
  const received = receivedBy(segments);
  const states = await Promise.all(segments.map((segment) => segment.checkState('while-it-goes-on')));
  const times = { nowUs: beganUs, untilUs };
  const found = await inSlices(outstandingInSteps(mergeStates(states), context, times));
  return { ...found, beganUs, tookUs: clock.nowUs() - beganUs, received };
}
