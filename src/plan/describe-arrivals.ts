import { formatDurationUs } from '../base/units.ts';
import { memberCount } from './members.ts';
import type { PublishStep } from './types.ts';

/** The pace of a publish step, of each client and in total: rates always say which. */
export function describeArrivals(step: PublishStep): string {
  const { arrivals, countPerMember } = step;
  const members = memberCount(step.members);
  const each = countPerMember === undefined ? '' : `, ${countPerMember} of each client`;
  switch (arrivals.kind) {
    case 'unpaced':
      return `as fast as the broker takes them with ${arrivals.window} unacknowledged of each client${each}`;
    case 'ramp': {
      const { fromRatePerSecond: from, toRatePerSecond: to } = arrivals;
      const perClient = `${rate(from / members)} to ${rate(to / members)} of each client`;
      return `${perClient} = ${rate(from)} to ${rate(to)} in total for ${formatDurationUs(arrivals.durationUs)}${each}`;
    }
    case 'constant':
    case 'poisson': {
      const chance = arrivals.kind === 'poisson' ? ' (Poisson)' : '';
      const perClient = `${rate(arrivals.ratePerSecond / members)} of each client`;
      return `${perClient} = ${rate(arrivals.ratePerSecond)} in total${chance} for ${formatDurationUs(arrivals.durationUs)}${each}`;
    }
  }
}

function rate(perSecond: number): string {
  return `${Number(perSecond.toPrecision(6))}/s`;
}
