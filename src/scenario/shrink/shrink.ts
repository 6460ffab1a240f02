import { smallerNumbers } from './numbers.ts';
import { fewerGroups } from './groups.ts';
import { fewerItems } from './lists.ts';
import { flatter } from './flatten.ts';
import type { StillFails } from './oracle.ts';

/** What makes every later attempt quicker comes first. */
const PASSES = [smallerNumbers, fewerGroups, fewerItems, flatter];

/**
 * A smaller scenario that still fails: smaller numbers, fewer groups, steps and faults, over and over until nothing more
 * goes. Each change is kept only where `stillFails` says so; what waits for a broker is never cut short.
 */
export async function shrink(text: string, stillFails: StillFails): Promise<string> {
  let best = text;
  for (;;) {
    const before = best;
    for (const pass of PASSES) best = await pass(best, stillFails);
    if (best === before) return best;
  }
}
