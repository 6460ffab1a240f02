import type { PublishStep } from '../../plan/types.ts';
import { COUNTER } from '../../metrics/counters.ts';
import { encoderOf } from '../flows.ts';
import { Problems } from '../problems.ts';
import { PublishMember } from '../publish-member.ts';
import { runPaced } from '../publish-paced.ts';
import { runUnpaced } from '../publish-unpaced.ts';
import type { SegmentContext, StepReport } from '../segment-context.ts';
import { delay } from '../wait.ts';

/** No acknowledgement for this long after the last message: the step goes on without the rest. */
const SETTLE_TIMEOUT_US = 10_000_000;
const POLL_MS = 5;

/** Publishes until the arrivals are over, then waits until every message that can be acknowledged is. */
export async function runPublish(
  step: PublishStep,
  context: SegmentContext,
  startUs: number,
): Promise<StepReport> {
  const problems = new Problems();
  const members = makeMembers(step, context, problems);
  for (const member of members) context.watch(member.index, member);
  try {
    if (step.arrivals.kind === 'unpaced') await runUnpaced(step, step.arrivals, members, context);
    else await runPaced(step, members, context, startUs);
    await settle(members, context, problems);
  } finally {
    for (const member of members) context.unwatch(member.index, member);
  }
  return problems.report(problems.total > 0);
}

function makeMembers(step: PublishStep, context: SegmentContext, problems: Problems): PublishMember[] {
  const encoder = encoderOf(step, context);
  return context
    .own(step.members)
    .map((index) => new PublishMember({ step, index, context, encoder, problems }));
}

/** Waits while acknowledgements keep coming. What is still open afterwards is unknown in outcome: the checkers judge it. */
async function settle(
  members: readonly PublishMember[],
  context: SegmentContext,
  problems: Problems,
): Promise<void> {
  const open = (): number => members.reduce((sum, member) => sum + member.open, 0);
  let lastOpen = open();
  let lastProgressUs = context.clock.nowUs();
  while (lastOpen > 0 && !context.signal.aborted) {
    await delay(POLL_MS, context.signal);
    const nowOpen = open();
    const nowUs = context.clock.nowUs();
    if (nowOpen < lastOpen) lastProgressUs = nowUs;
    lastOpen = nowOpen;
    if (nowUs - lastProgressUs > SETTLE_TIMEOUT_US) break;
  }
  const unsent = members.reduce((sum, member) => sum + member.dropBacklog(), 0);
  context.metrics.count(COUNTER.publishDropped, unsent);
  if (unsent > 0) problems.add('a message was due and could not be sent', unsent);
  const unacknowledged = members.reduce((sum, member) => sum + member.unsettled, 0);
  if (unacknowledged > 0 && !context.signal.aborted)
    problems.add('a message was not acknowledged', unacknowledged);
}
