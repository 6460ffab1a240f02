import type { ReadSlowlyStep } from '../../plan/types.ts';
import type { SegmentContext, StepReport } from '../segment-context.ts';
import { delay } from '../wait.ts';

/** The members stop reading and read again, over and over; at the end they read. */
export async function runReadSlowly(step: ReadSlowlyStep, context: SegmentContext): Promise<StepReport> {
  const { clock, signal } = context;
  const members = context.own(step.members);
  const endUs = clock.nowUs() + step.durationUs;
  const setReading = (reading: boolean): void => {
    for (const index of members) context.client(index).setReading(reading);
  };
  while (!signal.aborted && clock.nowUs() < endUs) {
    setReading(false);
    await delay(Math.min(step.pauseUs, endUs - clock.nowUs()) / 1000, signal);
    setReading(true);
    await delay(Math.min(step.readUs, endUs - clock.nowUs()) / 1000, signal);
  }
  return { failed: false, problems: [] };
}
