/**
 * A Shared Subscription as the judge sees it: its members from all threads, and for each flow what each of them got.
 *
 *   group  `$share/workers/jobs/#`
 *    ├ flow 0: member 12 got 0, 2, 5 …   member 13 got 1, 3 …   member 40, of another thread, got 4 …
 *    └ flow 1: …
 */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { Cover } from './cover.ts';
import type { FlowView } from './flow-view.ts';
import type { Pair } from './pair.ts';
import { anyOf } from './sets.ts';

/** What one member's session has to do with one flow of its group. */
export interface Share {
  readonly pair: Pair;
  /** Those of the group: several where the session subscribed, left, and subscribed again. */
  readonly covers: readonly Cover[];
  /** No other subscription of the session matches: whatever it got of the flow, it got as a member. */
  readonly sole: boolean;
  /** What it may have got as a member. */
  readonly may: IntervalSet;
}

export interface GroupFlow {
  readonly flow: FlowView;
  readonly shares: readonly Share[];
}

export interface SharedGroup {
  /** `$share/name/filter`. */
  readonly filter: string;
  /** Sessions that were members at some time. */
  readonly members: number;
  readonly flows: readonly GroupFlow[];
}

/** Puts a group together from all pairs of its members. */
export class GroupBuilder {
  readonly #filter: string;
  readonly #flows = new Map<number, { flow: FlowView; shares: Share[] }>();
  readonly #sessions = new Set<object>();

  constructor(filter: string) {
    this.#filter = filter;
  }

  add(pair: Pair): void {
    this.#sessions.add(pair.session.state);
    const covers = pair.covers.filter(({ window }) => window.filter === this.#filter);
    if (covers.length === 0) return;
    const sole = covers.length === pair.covers.length && !pair.session.state.inherited;
    const share = { pair, covers, sole, may: anyOf(covers.map((cover) => cover.may)) };
    const known = this.#flows.get(pair.flow.flow);
    if (known === undefined) this.#flows.set(pair.flow.flow, { flow: pair.flow, shares: [share] });
    else known.shares.push(share);
  }

  built(): SharedGroup {
    return { filter: this.#filter, members: this.#sessions.size, flows: [...this.#flows.values()] };
  }
}
