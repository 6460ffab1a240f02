/** Of all empty sets. Nothing is ever added to it. */
const NO_RUNS: number[] = [];

/**
 * A set of non-negative integers as sorted, disjoint, non-adjacent half-open runs.
 * Sequence numbers mostly arrive in order, so a flow of millions of messages is one run: the checkers rest on that.
 *
 *   {0,1,2,5,6}  =  starts [0,5]  ends [3,7]
 */
export class IntervalSet {
  #starts: number[] = NO_RUNS;
  #ends: number[] = NO_RUNS;
  #size = 0;

  /** How many integers are in the set. */
  get size(): number {
    return this.#size;
  }

  /** How many runs hold them: the memory cost. */
  get runs(): number {
    return this.#starts.length;
  }

  /** Adds one integer; false when it was there already. */
  add(value: number): boolean {
    const last = this.#ends.length - 1;
    if (last >= 0 && this.#ends[last] === value) {
      this.#ends[last] = value + 1;
      this.#size += 1;
      return true;
    }
    return this.addRange(value, value + 1) === 1;
  }

  /** Adds `start … end-1`; how many of them were new. */
  addRange(start: number, end: number): number {
    if (end <= start) return 0;
    const last = this.#ends.length - 1;
    if (last === -1 || start > (this.#ends[last] as number)) return this.#append(start, end);
    return this.#insert(start, end);
  }

  #insert(start: number, end: number): number {
    const from = this.#firstRunEndingAtOrAfter(start);
    let to = from;
    let mergedStart = start;
    let mergedEnd = end;
    let covered = 0;
    while (to < this.#starts.length && (this.#starts[to] as number) <= end) {
      const runStart = this.#starts[to] as number;
      const runEnd = this.#ends[to] as number;
      covered += runEnd - runStart;
      mergedStart = Math.min(mergedStart, runStart);
      mergedEnd = Math.max(mergedEnd, runEnd);
      to += 1;
    }
    this.#starts.splice(from, to - from, mergedStart);
    this.#ends.splice(from, to - from, mergedEnd);
    const added = mergedEnd - mergedStart - covered;
    this.#size += added;
    return added;
  }

  /** A run behind all others. Most sets have one: they get arrays of just that length. */
  #append(start: number, end: number): number {
    if (this.#ends.length === 0) {
      this.#starts = [start];
      this.#ends = [end];
    } else {
      this.#starts.push(start);
      this.#ends.push(end);
    }
    this.#size += end - start;
    return end - start;
  }

  has(value: number): boolean {
    const index = this.#firstRunEndingAtOrAfter(value + 1);
    return index < this.#starts.length && (this.#starts[index] as number) <= value;
  }

  /** The smallest member, or undefined. */
  first(): number | undefined {
    return this.#starts[0];
  }

  /** The largest member, or undefined. */
  last(): number | undefined {
    const end = this.#ends.at(-1);
    return end === undefined ? undefined : end - 1;
  }

  addAll(other: IntervalSet): void {
    for (const [start, end] of other.ranges()) this.addRange(start, end);
  }

  /** The runs as `[start, end)` pairs, in order. */
  *ranges(): Generator<readonly [number, number]> {
    for (let i = 0; i < this.#starts.length; i += 1)
      yield [this.#starts[i] as number, this.#ends[i] as number];
  }

  /** Members of this set that are not in `other`. */
  minus(other: IntervalSet): IntervalSet {
    const result = new IntervalSet();
    for (const [start, end] of this.ranges()) {
      let from = start;
      for (let i = other.#firstRunEndingAtOrAfter(start + 1); i < other.#starts.length; i += 1) {
        const runStart = other.#starts[i] as number;
        if (runStart >= end) break;
        if (runStart > from) result.addRange(from, runStart);
        from = Math.max(from, other.#ends[i] as number);
      }
      result.addRange(from, end);
    }
    return result;
  }

  /** Members of both sets. */
  and(other: IntervalSet): IntervalSet {
    return this.minus(this.minus(other));
  }

  /** Members within `start … end-1`. */
  within(start: number, end: number): IntervalSet {
    const window = new IntervalSet();
    window.addRange(start, end);
    return this.and(window);
  }

  /** The first `limit` members, in order. */
  take(limit: number): number[] {
    const values: number[] = [];
    for (const [start, end] of this.ranges()) {
      for (let value = start; value < end; value += 1) {
        if (values.length >= limit) return values;
        values.push(value);
      }
    }
    return values;
  }

  /** Plain data that {@link IntervalSet.from} reads back. */
  toJSON(): [number, number][] {
    return [...this.ranges()].map(([start, end]) => [start, end]);
  }

  static from(ranges: Iterable<readonly [number, number]>): IntervalSet {
    const set = new IntervalSet();
    for (const [start, end] of ranges) set.addRange(start, end);
    return set;
  }

  #firstRunEndingAtOrAfter(value: number): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ends[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
