import type { ProbeAccessStep } from '../../plan/types.ts';
import { probeAccess } from '../access/probe.ts';
import type { SegmentContext, StepReport } from '../segment-context.ts';

const PROBLEMS_MAX = 5;

/**
 * Runs in the first segment alone: every attempt is about two clients at least, which may live in different threads, and
 * one that plays its part in two places at once would be taken over by itself.
 */
export async function runProbeAccess(
  step: ProbeAccessStep,
  context: SegmentContext,
  segment: number,
): Promise<StepReport> {
  if (segment !== 0) return { failed: false, problems: [] };
  const problems = await probeAccess(step, context);
  return { failed: problems.length > 0, problems: problems.slice(0, PROBLEMS_MAX) };
}
