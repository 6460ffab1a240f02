import type { Behaviour, BehaviourScope } from '../behaviour.ts';
import type { FaultAction } from '../types.ts';

/** Holds what comes for a while, the jitter drawn anew for each chunk. */
export function latency(
  { delayUs, jitterUs }: Extract<FaultAction, { kind: 'latency' }>,
  { random }: BehaviourScope,
): Behaviour {
  return { delayUs: () => Math.max(0, delayUs + (random.float() * 2 - 1) * jitterUs) };
}
