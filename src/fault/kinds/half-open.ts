import type { Behaviour } from '../behaviour.ts';

/** The other end is gone and nobody says so. */
export function halfOpen(): Behaviour {
  return { swallows: true };
}
