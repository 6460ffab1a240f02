import type { Clock } from '../base/clock.ts';
import type { SegmentHandle } from './segment-handle.ts';
import { delay } from './wait.ts';

/** Threads tell how they are doing five times a second; a client may learn a moment later that its connection is over. */
const LOOK_MS = 250;
/** So many looks in a row must find everybody there. */
const LOOKS = 2;

export interface WhenBackOptions {
  readonly segments: readonly SegmentHandle[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly timeoutUs: number;
}

/** Waits until all clients that are on their way back are there, at most `timeoutUs`: only who is there can be owed anything. */
export async function whenBack({ segments, clock, signal, timeoutUs }: WhenBackOptions): Promise<void> {
  const untilUs = clock.nowUs() + timeoutUs;
  for (let there = 0; there < LOOKS && clock.nowUs() < untilUs && !signal.aborted;) {
    await delay(LOOK_MS, signal);
    const away = segments.reduce((sum, segment) => sum + segment.status().away, 0);
    there = away === 0 ? there + 1 : 0;
  }
}
