import type { RequestStep } from '../../plan/types.ts';
import { encoderOf } from '../flows.ts';
import { Problems } from '../problems.ts';
import { runPaced } from '../publish-paced.ts';
import { runUnpaced } from '../publish-unpaced.ts';
import { RequestMember } from '../request-member.ts';
import type { Responders } from '../responders.ts';
import type { SegmentContext, StepReport } from '../segment-context.ts';
import { delay } from '../wait.ts';

const POLL_MS = 5;
const EXPIRE_MS = 20;

/** Asks until the arrivals are over, then waits until every request has its answer or has been given up. */
export async function runRequest(
  step: RequestStep,
  context: SegmentContext,
  responders: Responders,
  startUs: number,
): Promise<StepReport> {
  const problems = new Problems();
  const members = makeMembers(step, context, problems);
  for (const member of members) {
    context.watch(member.index, member);
    responders.start(step, member);
  }
  const timer = setInterval(() => expire(members, context), EXPIRE_MS);
  try {
    const { arrivals } = step.requests;
    if (arrivals.kind === 'unpaced') await runUnpaced(step.requests, arrivals, members, context);
    else await runPaced(step.requests, members, context, startUs);
    await settle(members, context);
  } finally {
    clearInterval(timer);
    for (const member of members) {
      context.unwatch(member.index, member);
      responders.stop(step, member);
    }
  }
  tell(members, problems);
  return problems.report(problems.total > 0);
}

function makeMembers(step: RequestStep, context: SegmentContext, problems: Problems): RequestMember[] {
  const encoder = encoderOf(step.requests, context);
  return context
    .own(step.members)
    .map((index) => new RequestMember({ step, index, context, encoder, problems }));
}

function expire(members: readonly RequestMember[], { clock }: SegmentContext): void {
  const nowUs = clock.nowUs();
  for (const member of members) member.expire(nowUs);
}

async function settle(members: readonly RequestMember[], { signal }: SegmentContext): Promise<void> {
  while (!signal.aborted && members.some((member) => member.open > 0)) await delay(POLL_MS, signal);
}

function tell(members: readonly RequestMember[], problems: Problems): void {
  const timedOut = members.reduce((sum, member) => sum + member.timedOut, 0);
  if (timedOut > 0) problems.add('a request was not answered in time', timedOut);
}
