import { PacketType } from '../../protocol/constants.ts';
import type { Subscription } from '../../protocol/packets.ts';
import { reasonName } from '../../protocol/reason-codes.ts';
import { evaluateForClient } from '../../plan/client-spec.ts';
import type { SubscribeStep, UnsubscribeStep } from '../../plan/types.ts';
import { COUNTER } from '../../metrics/counters.ts';
import { ownPart } from '../own-part.ts';
import { forEachPaced } from '../paced-pool.ts';
import { Problems } from '../problems.ts';
import type { SegmentContext, StepReport } from '../segment-context.ts';

/** SUBSCRIBE or UNSUBSCRIBE packets under way at once. */
const CONCURRENCY = 500;
const FIRST_ERROR_CODE = 0x80;

export async function runSubscribe(step: SubscribeStep, context: SegmentContext): Promise<StepReport> {
  const problems = new Problems();
  const { own, pool } = ownPart({ ...step, concurrency: CONCURRENCY }, context);
  const properties =
    step.subscriptionIdentifier === undefined
      ? undefined
      : { subscriptionIdentifiers: [step.subscriptionIdentifier] };
  await forEachPaced(own, pool, async (index) => {
    context.metrics.count(COUNTER.subscribeAttempted);
    const subscriptions = subscriptionsOf(step, context, index);
    const result = await context.client(index).subscribe(subscriptions, properties);
    const problem = result.acknowledged
      ? judgeCodes(step, result.reasonCodes, context)
      : `SUBSCRIBE failed: ${result.detail}`;
    context.metrics.count(problem === undefined ? COUNTER.subscribeOk : COUNTER.subscribeFailed);
    if (problem === undefined) context.reconnector.remember(index, { subscriptions, properties });
    else problems.add(problem);
  });
  return problems.report(problems.total > 0);
}

export async function runUnsubscribe(step: UnsubscribeStep, context: SegmentContext): Promise<StepReport> {
  const problems = new Problems();
  const { own, pool } = ownPart({ members: step.members, concurrency: CONCURRENCY }, context);
  await forEachPaced(own, pool, async (index) => {
    const filters = step.filters.map((filter) => evaluateForClient(context.plan, index, filter));
    const result = await context.client(index).unsubscribe(filters);
    if (!result.acknowledged) problems.add(`UNSUBSCRIBE failed: ${result.detail}`);
    for (const code of result.reasonCodes.filter((each) => each >= FIRST_ERROR_CODE)) {
      problems.add(
        `the broker refused an UNSUBSCRIBE: ${reasonName(code, PacketType.unsuback, context.plan.version)}`,
      );
    }
  });
  return problems.report(problems.total > 0);
}

function subscriptionsOf(step: SubscribeStep, context: SegmentContext, index: number): Subscription[] {
  const isV5 = context.plan.version === 5;
  return step.subscriptions.map((planned) => {
    const filter = evaluateForClient(context.plan, index, planned.filter);
    if (!isV5) return { filter, qos: planned.qos };
    const { qos, noLocal, retainAsPublished, retainHandling } = planned;
    return { filter, qos, noLocal, retainAsPublished, retainHandling };
  });
}

/** A sentence if a code is not what the scenario expects. */
function judgeCodes(
  step: SubscribeStep,
  codes: readonly number[],
  context: SegmentContext,
): string | undefined {
  const name = (code: number): string => reasonName(code, PacketType.suback, context.plan.version);
  if (step.expectReasons.length > 0) {
    const wrong = codes.find((code) => !step.expectReasons.includes(code));
    const expected = step.expectReasons.map(name).join(' or ');
    context.expectations.judge(
      step.path,
      `SUBACK carries ${expected}`,
      wrong === undefined,
      () => `SUBACK ${name(wrong ?? 0)}`,
    );
    return undefined;
  }
  const refused = codes.find((code) => code >= FIRST_ERROR_CODE);
  return refused === undefined ? undefined : `the broker refused a subscription: ${name(refused)}`;
}
