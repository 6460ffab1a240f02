import { arrivalCount } from '../plan/arrival-times.ts';
import { ArrivalSchedule } from '../plan/arrivals.ts';
import { memberCount } from '../plan/members.ts';
import type { PublishStep } from '../plan/types.ts';
import type { PublishMember } from './publish-member.ts';
import type { SegmentContext } from './segment-context.ts';
import { SteadyStage } from './stages.ts';
import { nextTurn, Waiter } from './wait.ts';

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
  const { clock, signal } = context;
  const byIndex = new Map(members.map((member) => [member.index, member]));
  const schedule = new ArrivalSchedule(
    context.plan,
    step,
    [...byIndex.keys()],
    context.nextIteration(step.path),
  );
  const stage = new SteadyStage(step, startUs, context);
  const touched: PublishMember[] = [];
  const waiter = new Waiter(signal);
  while (!signal.aborted) {
    stage.reach(clock.nowUs());
    const late = sendDue(schedule, startUs, context, byIndex, touched);
    for (const member of touched) member.flush();
    touched.length = 0;
    const nextUs = schedule.peekUs();
    if (nextUs === Number.POSITIVE_INFINITY) break;
    if (late) await nextTurn();
    else await waiter.wait(Math.max(1, Math.floor((startUs + nextUs - clock.nowUs()) / 1000)));
  }
  // The time after the last message belongs to the rate as well: ten messages at 1/s take ten seconds, not nine.
  const endUs = startUs + arrivalsLastUs(step);
  await waiter.wait(Math.ceil((endUs - clock.nowUs()) / 1000));
  waiter.end();
  stage.end(signal.aborted ? clock.nowUs() : Math.max(clock.nowUs(), endUs));
}

/** For how long messages are due; 0 where only the last of them can tell. */
function arrivalsLastUs({ arrivals, countPerMember, members }: PublishStep): number {
  if (arrivals.kind === 'unpaced') return 0;
  if (countPerMember === undefined) return arrivals.durationUs;
  if (arrivals.kind !== 'constant') return 0;
  const total = arrivalCount(arrivals, memberCount(members), countPerMember);
  return Math.min(arrivals.durationUs, (total / arrivals.ratePerSecond) * 1_000_000);
}

/** Sends what is due by now; true when there is more than one tick may do. */
function sendDue(
  schedule: ArrivalSchedule,
  startUs: number,
  context: SegmentContext,
  members: ReadonlyMap<number, PublishMember>,
  touched: PublishMember[],
): boolean {
  const nowUs = context.clock.nowUs() - startUs;
  for (let messages = 0; schedule.peekUs() <= nowUs; messages += 1) {
    if (messages === TICK_MAX_MESSAGES) return true;
    const member = members.get(schedule.client);
    if (member !== undefined) {
      const dueUs = schedule.peekUs();
      context.pacerLag.record(nowUs - dueUs);
      member.due(startUs + dueUs);
      if (member.touch()) touched.push(member);
    }
    schedule.advance();
  }
  return false;
}
