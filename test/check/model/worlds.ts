import fc from 'fast-check';
import type { WorldOptions } from './world.ts';

/** Worlds of all kinds: short and long, quiet and full of trouble. */
export const worlds: fc.Arbitrary<WorldOptions> = fc.record({
  seed: fc.integer({ min: 0, max: 0x7fff_ffff }),
  version: fc.constantFrom(4, 5),
  phases: fc.integer({ min: 1, max: 3 }),
  stepsPerPhase: fc.integer({ min: 20, max: 400 }),
  trouble: fc.double({ min: 0, max: 1, noNaN: true }),
  churn: fc.double({ min: 0, max: 1, noNaN: true }),
});
