/** Algebra of {@link Members}: ascending, disjoint ranges of clients. An ordinal counts members from 0, in that order. */
import { assert } from '../base/assert.ts';
import type { ClientRange, Members } from './types.ts';

export function memberCount(members: Members): number {
  return members.reduce((sum, range) => sum + range.count, 0);
}

/** Global indexes of all members, ascending. */
export function memberIndexes(members: Members): number[] {
  const indexes: number[] = [];
  for (const { first, count } of members) {
    for (let offset = 0; offset < count; offset += 1) indexes.push(first + offset);
  }
  return indexes;
}

/** Merges any ranges into ascending, disjoint, non-adjacent ones. */
export function normalizeMembers(ranges: readonly ClientRange[]): Members {
  const sorted = ranges.filter(({ count }) => count > 0).toSorted((a, b) => a.first - b.first);
  const merged: ClientRange[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last === undefined || range.first > last.first + last.count) merged.push(range);
    else
      merged[merged.length - 1] = {
        first: last.first,
        count: Math.max(last.count, range.first + range.count - last.first),
      };
  }
  return merged;
}

/** Ranges of ascending, distinct indexes. */
export function membersOf(ascending: Iterable<number>): Members {
  const ranges: { first: number; count: number }[] = [];
  for (const index of ascending) {
    const last = ranges.at(-1);
    if (last !== undefined && index === last.first + last.count) last.count += 1;
    else ranges.push({ first: index, count: 1 });
  }
  return ranges;
}

/** Members with their ordinals in logarithmic time, for steps with a random share of many clients. */
export class MemberIndex {
  readonly count: number;
  readonly #ranges: Members;
  /** Ordinal of each range's first member. */
  readonly #ordinals: readonly number[];

  constructor(members: Members) {
    const ordinals: number[] = [];
    let before = 0;
    for (const { count } of members) {
      ordinals.push(before);
      before += count;
    }
    this.#ranges = members;
    this.#ordinals = ordinals;
    this.count = before;
  }

  /** The client with that ordinal, which must be in 0 … count-1. */
  clientAt(ordinal: number): number {
    assert(ordinal >= 0 && ordinal < this.count, `no member has ordinal ${ordinal}`);
    const at = lastAtOrBelow(this.#ordinals, ordinal);
    return (this.#ranges[at] as ClientRange).first + ordinal - (this.#ordinals[at] as number);
  }

  /** The ordinal of a client, or undefined where it is no member. */
  ordinalOf(client: number): number | undefined {
    let low = 0;
    let high = this.#ranges.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const { first, count } = this.#ranges[middle] as ClientRange;
      if (client < first) high = middle - 1;
      else if (client >= first + count) low = middle + 1;
      else return (this.#ordinals[middle] as number) + client - first;
    }
    return undefined;
  }
}

/** Index of the last of ascending numbers that is not above `value`; the first of them must not be. */
export function lastAtOrBelow(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((ascending[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
