/** Interval sets as plain data: what crosses threads. */
import { IntervalSet } from '../../base/interval-set.ts';

/** `start, end, start, end, …`, half open and ascending. */
export type Ranges = readonly number[];

/** Shared by all empty sets, which most are. */
const NONE: Ranges = [];

export function rangesOf(set: IntervalSet | undefined): Ranges {
  if (set === undefined || set.size === 0) return NONE;
  const ranges: number[] = [];
  for (const [start, end] of set.ranges()) ranges.push(start, end);
  return ranges;
}

export function setOf(ranges: Ranges): IntervalSet {
  const set = new IntervalSet();
  for (let at = 0; at < ranges.length; at += 2) set.addRange(ranges[at] as number, ranges[at + 1] as number);
  return set;
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
