import { COUNTER } from '../metrics/counters.ts';
import type { PublishStep } from '../plan/types.ts';
import type { PublishMember } from './publish-member.ts';
import type { SegmentContext } from './segment-context.ts';
import { SteadyStage } from './stages.ts';
import { nextTurn } from './wait.ts';

/** Messages of one member in one write. */
const BATCH = 64;
const SMALL_WINDOW = 32;

/**
 * Closed model: each member keeps up to `window` messages unacknowledged (QoS 1 and 2), or as many as its socket takes
 * (QoS 0). Intended time and send time are the same here: nobody waits for a schedule.
 */
export async function runUnpaced(
  step: PublishStep,
  arrivals: Extract<PublishStep['arrivals'], { kind: 'unpaced' }>,
  members: readonly PublishMember[],
  context: SegmentContext,
): Promise<void> {
  const { signal, clock } = context;
  const { window } = arrivals;
  const endUs = clock.nowUs() + (arrivals.durationUs ?? Number.POSITIVE_INFINITY);
  const stage = new SteadyStage(step, clock.nowUs(), context);
  const limit = step.countPerMember ?? Number.POSITIVE_INFINITY;
  const active = new Set(members);
  const ready = new Set(members);
  let wake: (() => void) | undefined;
  for (const member of members) {
    member.readyAt = readyAt(window);
    member.onReady = () => {
      ready.add(member);
      wake?.();
    };
  }
  const onAbort = (): void => wake?.();
  signal.addEventListener('abort', onAbort);
  const timer =
    arrivals.durationUs === undefined ? undefined : setTimeout(() => wake?.(), arrivals.durationUs / 1000);
  while (active.size > 0 && !signal.aborted && clock.nowUs() < endUs) {
    stage.reach(clock.nowUs());
    for (const member of ready) {
      const state = pump(member, limit, window, context);
      if (state === 'done' || state === 'lost') active.delete(member);
      if (state !== 'more') ready.delete(member);
    }
    if (active.size === 0) break;
    if (ready.size > 0) await nextTurn();
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  clearTimeout(timer);
  signal.removeEventListener('abort', onAbort);
  stage.end(clock.nowUs());
}

/**
 * With how many messages unsettled a member goes on. Half of a large window makes one write of many. With a small one each
 * acknowledgement is answered by the next message: a broker that waits until its last segment is acknowledged before it sends
 * another (Nagle's algorithm) would wait for the 40 ms after which our system acknowledges one by itself.
 */
function readyAt(window: number): number {
  return window <= SMALL_WINDOW ? window - 1 : window >>> 1;
}

/** Sends one batch of one member; says what is to become of it. */
function pump(
  member: PublishMember,
  limit: number,
  window: number,
  context: SegmentContext,
): 'more' | 'waiting' | 'done' | 'lost' {
  let state: 'more' | 'waiting' | 'done' | 'lost' = 'more';
  for (let i = 0; i < BATCH && state === 'more'; i += 1) state = sendOne(member, limit, window, context);
  member.client.flush();
  return member.sent >= limit ? 'done' : state;
}

function sendOne(
  member: PublishMember,
  limit: number,
  window: number,
  context: SegmentContext,
): 'more' | 'waiting' | 'done' | 'lost' {
  if (member.sent >= limit) return 'done';
  if (member.unsettled >= window) return 'waiting';
  const admission = member.send(context.clock.nowUs());
  if (admission === 'sent') {
    context.metrics.count(COUNTER.publishIntended);
    return 'more';
  }
  return admission === 'busy' || context.reconnector.expects(member.index) ? 'waiting' : 'lost';
}
