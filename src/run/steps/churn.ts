import { COUNTER } from '../../metrics/counters.ts';
import type { ChurnStep } from '../../plan/types.ts';
import { churnLeavers } from '../churn-leavers.ts';
import { connectWithRetry } from '../connect-retry.ts';
import { Problems } from '../problems.ts';
import type { SegmentContext, StepReport } from '../segment-context.ts';
import { delay } from '../wait.ts';

/**
 * Open model: round k begins at k × interval, whatever has become of the ones before. Who leaves depends on seed, step and
 * round only, so that any number of threads takes the same clients; one that is still away is not taken again.
 */
export async function runChurn(
  step: ChurnStep,
  context: SegmentContext,
  startUs: number,
): Promise<StepReport> {
  const { clock, signal } = context;
  const problems = new Problems();
  const own = new Set(context.own(step.members));
  const iteration = context.nextIteration(step.path);
  const away = new Map<number, Promise<void>>();
  const defects: Error[] = [];
  const rounds = Math.ceil(step.durationUs / step.everyUs);
  for (let round = 0; round < rounds && !signal.aborted; round += 1) {
    await delay((startUs + round * step.everyUs - clock.nowUs()) / 1000, signal);
    for (const index of churnLeavers(step, { seed: context.plan.seed, iteration, round })) {
      if (!own.has(index) || away.has(index) || !isFree(index, context)) continue;
      away.set(
        index,
        leaveAndReturn(index, step, context, problems)
          .catch(
            (error: unknown) => void defects.push(error instanceof Error ? error : new Error(String(error))),
          )
          .then(() => void away.delete(index)),
      );
    }
  }
  await delay((startUs + step.durationUs - clock.nowUs()) / 1000, signal);
  await Promise.all(away.values());
  const [defect] = defects;
  if (defect !== undefined) throw defect;
  return problems.report(problems.total > 0);
}

/** Connected, and not about to be taken away by another step. */
function isFree(index: number, context: SegmentContext): boolean {
  return context.client(index).connected && !context.reconnector.expects(index);
}

async function leaveAndReturn(
  index: number,
  step: ChurnStep,
  context: SegmentContext,
  problems: Problems,
): Promise<void> {
  const client = context.client(index);
  await context.reconnector.leave(client, step.how === 'disconnect', async () => {
    if (step.how === 'disconnect') await client.disconnect({ reasonCode: 0 });
    else await client.drop(step.how);
    await delay(step.awayUs / 1000, context.signal);
    if (context.signal.aborted) return 'gone';
    const result = await connectWithRetry(client, step, context, step.cleanStart);
    context.metrics.count(result.kind === 'accepted' ? COUNTER.connectOk : COUNTER.connectFailed);
    if (result.kind === 'accepted') return result.sessionPresent ? 'resumed' : 'anew';
    problems.add(`cannot come back: ${result.detail}`);
    return 'gone';
  });
}
