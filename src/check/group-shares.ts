/** Adds up how each Shared Subscription was shared: for people, never for a verdict. */
import type { SharedGroup } from './judge/shared-group.ts';
import type { SessionState } from './ledger/session-state.ts';
import type { GroupShare } from './types.ts';

const GROUPS_MAX = 100;

export class GroupShares {
  readonly #rows: GroupShare[] = [];

  /** Beyond the first hundred, groups are not told. */
  add(group: SharedGroup): void {
    if (this.#rows.length < GROUPS_MAX) this.#rows.push(shareOf(group));
  }

  rows(): readonly GroupShare[] {
    return this.#rows;
  }
}

function shareOf({ filter, members, flows }: SharedGroup): GroupShare {
  const got = new Map<SessionState, number>();
  for (const { shares } of flows)
    for (const { pair, sole } of shares) {
      const { state } = pair.session;
      got.set(state, (got.get(state) ?? 0) + (sole ? pair.received.size : 0));
    }
  const counts = [...got.values()].sort((a, b) => a - b);
  return {
    filter,
    members,
    messages: counts.reduce((sum, count) => sum + count, 0),
    fewest: counts[0] ?? 0,
    median: counts[Math.floor(counts.length / 2)] ?? 0,
    most: counts.at(-1) ?? 0,
  };
}
