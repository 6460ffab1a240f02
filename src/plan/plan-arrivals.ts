import type { PublishSpec } from '../scenario/types.ts';
import type { Arrivals } from './types.ts';

const SECOND_US = 1_000_000;

/** When the messages of a publish step are due. Rates of each client become rates of all of them. */
export function planArrivals(spec: PublishSpec, members: number): Arrivals {
  const ramp = spec.totalRamp ?? scaledRamp(spec.ramp, members);
  if (ramp !== undefined)
    return {
      kind: 'ramp',
      fromRatePerSecond: ramp.from,
      toRatePerSecond: ramp.to,
      durationUs: spec.for ?? 0,
    };
  const ratePerSecond = spec.totalRate ?? (spec.rate === undefined ? undefined : spec.rate * members);
  if (ratePerSecond === undefined)
    return {
      kind: 'unpaced',
      window: spec.window ?? 1,
      ...(spec.for === undefined ? {} : { durationUs: spec.for }),
    };
  return {
    kind: spec.arrivals ?? 'constant',
    ratePerSecond,
    durationUs: spec.for ?? durationOfCount(spec.count ?? 0, ratePerSecond, members),
  };
}

function scaledRamp(ramp: PublishSpec['ramp'], members: number): PublishSpec['totalRamp'] {
  return ramp === undefined ? undefined : { from: ramp.from * members, to: ramp.to * members };
}

/** Long enough for `count` messages of each member. */
function durationOfCount(count: number, ratePerSecond: number, members: number): number {
  return Math.ceil((count * members * SECOND_US) / ratePerSecond);
}
