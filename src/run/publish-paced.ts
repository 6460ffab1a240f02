import { ArrivalSchedule } from '../plan/arrivals.ts';
import type { PublishStep } from '../plan/types.ts';
import type { PublishMember } from './publish-member.ts';
import type { SegmentContext } from './segment-context.ts';
import { delay, nextTurn } from './wait.ts';

/** After so many messages in one tick the event loop gets a turn, so that acknowledgements are read meanwhile. */
const TICK_MAX_MESSAGES = 2_000;

/**
 * Open model: sends every message when its time has come, whatever became of the ones before. One loop for all members;
 * what is due in one tick on one connection leaves in one write.
 */
export async function runPaced(
  step: PublishStep,
  members: readonly PublishMember[],
  context: SegmentContext,
  startUs: number,
): Promise<void> {
  const { clock, signal, metrics } = context;
  const byIndex = new Map(members.map((member) => [member.index, member]));
  const schedule = new ArrivalSchedule(
    context.plan,
    step,
    [...byIndex.keys()],
    context.nextIteration(step.path),
  );
  excludeStages(step, startUs, context);
  metrics.steadyBegan(startUs);
  const touched = new Set<PublishMember>();
  while (!signal.aborted) {
    const late = sendDue(schedule, startUs, context, byIndex, touched);
    for (const member of touched) member.client.flush();
    touched.clear();
    const nextUs = schedule.peekUs();
    if (nextUs === Number.POSITIVE_INFINITY) break;
    if (late) await nextTurn();
    else await delay(Math.max(1, Math.floor((startUs + nextUs - clock.nowUs()) / 1000)), signal);
  }
  metrics.steadyEnded(clock.nowUs());
}

/** Sends what is due by now; true when there is more than one tick may do. */
function sendDue(
  schedule: ArrivalSchedule,
  startUs: number,
  context: SegmentContext,
  members: ReadonlyMap<number, PublishMember>,
  touched: Set<PublishMember>,
): boolean {
  const nowUs = context.clock.nowUs() - startUs;
  for (let messages = 0; schedule.peekUs() <= nowUs; messages += 1) {
    if (messages === TICK_MAX_MESSAGES) return true;
    const member = members.get(schedule.client);
    if (member !== undefined) {
      context.pacerLag.record(nowUs - schedule.peekUs());
      member.due(startUs + schedule.peekUs());
      touched.add(member);
    }
    schedule.advance();
  }
  return false;
}

function excludeStages(step: PublishStep, startUs: number, context: SegmentContext): void {
  if (step.warmUpUs > 0) context.latency.exclude(startUs, startUs + step.warmUpUs);
  if (step.coolDownUs === 0 || step.arrivals.kind === 'unpaced') return;
  const endUs = startUs + step.arrivals.durationUs;
  context.latency.exclude(endUs - step.coolDownUs, endUs + step.coolDownUs);
}
