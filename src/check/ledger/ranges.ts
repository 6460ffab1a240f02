/** Interval sets as plain data: what crosses threads. */
import { IntervalSet } from '../../base/interval-set.ts';

export type Ranges = readonly (readonly [start: number, end: number])[];

export function rangesOf(set: IntervalSet | undefined): Ranges {
  return set === undefined ? [] : set.toJSON();
}

export function setOf(ranges: Ranges | undefined): IntervalSet {
  return IntervalSet.from(ranges ?? []);
}

export function rangeSet(start: number, end: number): IntervalSet {
  const set = new IntervalSet();
  set.addRange(start, end);
  return set;
}

export function union(sets: Iterable<IntervalSet>): IntervalSet {
  const result = new IntervalSet();
  for (const set of sets) result.addAll(set);
  return result;
}
