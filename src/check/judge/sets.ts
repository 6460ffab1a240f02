/**
 * Set algebra for the judge, who handles millions of sets that are mostly one run and mostly equal. Results may be one of
 * the arguments: sets are never changed once they are shared.
 */
import { IntervalSet } from '../../base/interval-set.ts';
import { union } from '../ledger/ranges.ts';

export const EMPTY = new IntervalSet();

/** Members of `set` that are not in `other`. */
export function without(set: IntervalSet, other: IntervalSet): IntervalSet {
  if (other.size === 0 || set.size === 0) return set;
  if (set === other || spans(other, set)) return EMPTY;
  return areApart(set, other) ? set : set.minus(other);
}

/** Members of both. */
export function common(set: IntervalSet, other: IntervalSet): IntervalSet {
  if (set.size === 0 || other.size === 0) return EMPTY;
  if (set === other || spans(other, set)) return set;
  if (spans(set, other)) return other;
  return areApart(set, other) ? EMPTY : set.and(other);
}

/** Members of any. */
export function anyOf(sets: readonly IntervalSet[]): IntervalSet {
  const [first] = sets;
  if (first === undefined) return EMPTY;
  if (sets.length === 1) return first;
  const filled = sets.filter((set) => set.size > 0);
  return filled.length > 1 ? union(filled) : (filled[0] ?? EMPTY);
}

/** Members of at least `times` of the sets. */
export function inAtLeast(sets: readonly IntervalSet[], times: number): IntervalSet {
  if (times > sets.length) return EMPTY;
  if (times === 1) return anyOf(sets);
  let levels: readonly IntervalSet[] = [];
  for (const set of sets) levels = raised(levels, set);
  return levels[times - 1] ?? EMPTY;
}

/** `levels[t]` holds what at least t + 1 sets have; this puts one more set on top. */
function raised(levels: readonly IntervalSet[], set: IntervalSet): IntervalSet[] {
  return Array.from({ length: levels.length + 1 }, (_, t) => {
    const below = levels[t - 1];
    return anyOf([levels[t] ?? EMPTY, below === undefined ? set : common(below, set)]);
  });
}

/**
 * All members of all sets, and those that several of them have. For many sets in pieces, as the shares of the members of a
 * group are: every other way would take time by the square.
 */
export function unionAndRepeats(sets: readonly IntervalSet[]): { all: IntervalSet; repeated: IntervalSet } {
  const [only = EMPTY, second] = sets.filter((set) => set.size > 0);
  if (second === undefined) return { all: only, repeated: EMPTY };
  const runs = sets.flatMap((set) => [...set.ranges()]).sort(([a], [b]) => a - b);
  const all = new IntervalSet();
  const repeated = new IntervalSet();
  let reached = 0;
  for (const [start, end] of runs) {
    repeated.addRange(start, Math.min(end, reached));
    all.addRange(Math.max(start, reached), end);
    reached = Math.max(reached, end);
  }
  return { all, repeated };
}

/** One unbroken run that reaches from the first member of `inner` to its last. Neither is empty. */
function spans(outer: IntervalSet, inner: IntervalSet): boolean {
  if (outer.runs !== 1) return false;
  return (
    (outer.first() as number) <= (inner.first() as number) &&
    (outer.last() as number) >= (inner.last() as number)
  );
}

function areApart(one: IntervalSet, other: IntervalSet): boolean {
  return (
    (one.last() as number) < (other.first() as number) || (other.last() as number) < (one.first() as number)
  );
}
