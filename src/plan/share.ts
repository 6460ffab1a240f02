import { seededRandom } from '../base/random.ts';
import { membersOf } from './members.ts';
import type { Members, PlannedGroup } from './types.ts';

/**
 * A share of a group: `round(count × share)` clients, at least one, halves rounded up. The choice depends on seed and group
 * name only, so equal shares are the same clients in every step, and a larger share contains a smaller one.
 */
export function shareOfGroup(group: PlannedGroup, share: number, seed: number): Members {
  const chosen = shareCount(group.count, share);
  if (chosen === group.count) return [{ first: group.first, count: group.count }];
  const order = Uint32Array.from({ length: group.count }, (_, index) => index);
  const random = seededRandom(seed).fork('share', group.name);
  for (let at = 0; at < chosen; at += 1) {
    const other = at + random.below(group.count - at);
    const picked = order[other] as number;
    order[other] = order[at] as number;
    order[at] = picked;
  }
  const ascending = order.subarray(0, chosen).sort();
  return membersOf(ascending.map((index) => group.first + index));
}

/** How many clients a share of `count` is. */
export function shareCount(count: number, share: number): number {
  return Math.min(count, Math.max(1, Math.round(count * share)));
}
