import { evaluateForClient } from '../../plan/client-spec.ts';
import type { ExpectStep } from '../../plan/types.ts';
import { matchesFilter } from '../../protocol/topics.ts';
import type { SegmentContext, StepReport } from '../segment-context.ts';
import { delay } from '../wait.ts';

const POLL_MS = 20;

/**
 * Counts the messages of each member. A lower bound alone is decided as soon as it is reached; an upper bound needs the
 * whole time, because only time can show that nothing more comes.
 */
export async function runExpect(step: ExpectStep, context: SegmentContext): Promise<StepReport> {
  const members = context.own(step.members);
  const counters = members.map((index) => memberCounter(step, context, index));
  const deadlineUs = context.clock.nowUs() + step.withinUs;
  const settled = (): boolean =>
    step.atMost === undefined && counters.every((count) => count() >= step.atLeast);
  while (!settled() && context.clock.nowUs() < deadlineUs && !context.signal.aborted)
    await delay(POLL_MS, context.signal);
  for (const [i, count] of counters.entries()) judgeMember(step, context, members[i] ?? 0, count());
  return { failed: false, problems: [] };
}

function memberCounter(step: ExpectStep, context: SegmentContext, index: number): () => number {
  const filter = evaluateForClient(context.plan, index, step.filter);
  return () => context.messageCounts.count(index, (topic) => matchesFilter(filter, topic));
}

function judgeMember(step: ExpectStep, context: SegmentContext, index: number, count: number): void {
  const right = count >= step.atLeast && count <= (step.atMost ?? Number.POSITIVE_INFINITY);
  context.expectations.judge(step.path, expectedText(step), right, () => `client ${index} received ${count}`);
  context.messageCounts.reset(index);
}

function expectedText(step: ExpectStep): string {
  const { atLeast, atMost } = step;
  const number =
    atMost === undefined
      ? `at least ${atLeast}`
      : atLeast === atMost
        ? `${atLeast}`
        : `${atLeast} to ${atMost}`;
  return `each member receives ${number} messages on ${step.filter.source}`;
}
