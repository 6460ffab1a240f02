import type { Behaviour } from '../behaviour.ts';

/** Nothing leaves until the fault ends; the sender feels it when all buffers between are full. */
export function stall(): Behaviour {
  return { allowance: () => 0 };
}
