import type { DisconnectStep, DropStep } from '../../plan/types.ts';
import { forEachPaced } from '../paced-pool.ts';
import type { SegmentContext, StepReport } from '../segment-context.ts';

const CONCURRENCY = 1000;
const DONE: StepReport = { failed: false, problems: [] };

export async function runDisconnect(step: DisconnectStep, context: SegmentContext): Promise<StepReport> {
  const { reasonCode, sessionExpirySeconds } = step;
  await onMembers(step, context, async (index) => {
    await context.reconnector.release(index);
    await context.client(index).disconnect({ reasonCode, sessionExpirySeconds });
  });
  return DONE;
}

export async function runDrop(step: DropStep, context: SegmentContext): Promise<StepReport> {
  await onMembers(step, context, async (index) => {
    await context.reconnector.release(index);
    await context.client(index).drop(step.how);
  });
  return DONE;
}

async function onMembers(
  step: DisconnectStep | DropStep,
  context: SegmentContext,
  operate: (index: number) => Promise<void>,
): Promise<void> {
  const options = { clock: context.clock, signal: context.signal, concurrency: CONCURRENCY };
  await forEachPaced(context.own(step.members), options, operate);
}
