import type { CapacityAnswer, CapacityPoint } from '../results/capacity.ts';
import { formatDurationUs } from '../base/units.ts';

export interface CaveatInput {
  readonly answer: CapacityAnswer;
  readonly points: readonly CapacityPoint[];
  readonly thresholds: readonly string[];
}

/** Shorter trials see none of what builds up. */
const TRIAL_SHORT_US = 30_000_000;

/** What one has to know to read the figures. */
export function caveatsOf({ answer, points, thresholds }: CaveatInput): string[] {
  const shortestUs = Math.min(
    ...points.flatMap(({ trials }) => trials.map(({ durationUs }) => durationUs).filter((us) => us > 0)),
  );
  const mixed = points.filter(
    ({ trials }) =>
      trials.some(({ verdict }) => verdict === 'held') && trials.some(({ verdict }) => verdict === 'missed'),
  );
  return [
    ...(answer.isMonotonic
      ? []
      : [
          'some load held above one that failed: the answer is the lower one, and the target or the machine is unsteady',
        ]),
    ...mixed.map(({ load }) => `the load ${load} held in some trials and not in others`),
    ...(thresholds.some((text) => text.includes('latency'))
      ? []
      : ['no threshold is about latency: a load holds however late its messages come']),
    ...(thresholds.some((text) => /lost|receive|owed|delivered/u.test(text))
      ? []
      : ['no threshold is about lost messages: QoS 0 may be lost and the load still holds']),
    ...(shortestUs < TRIAL_SHORT_US
      ? [
          `a trial took ${formatDurationUs(shortestUs)}: what builds up more slowly (memory, disks, housekeeping) does not show; a longer run at the load found tells`,
        ]
      : []),
  ];
}
