import type { RunResult, TimelineRow } from '../results/model.ts';

/** Faults of the test in force, or striking, in that second. */
export function faultsIn({ second }: Pick<TimelineRow, 'second'>, { faults = [] }: RunResult): number {
  const [fromUs, toUs] = [second * 1_000_000, (second + 1) * 1_000_000];
  return faults.flatMap(({ spans }) => spans).filter((span) => span.fromUs < toUs && span.toUs >= fromUs)
    .length;
}
