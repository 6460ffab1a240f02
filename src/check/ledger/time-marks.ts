/**
 * When the messages of a flow were published and acknowledged, in bounded memory: one mark for `2 ** shift` messages.
 * Once all marks are used neighbours are joined and `shift` grows, so slow flows are exact and fast ones get coarser.
 * A joined mark keeps the earliest publish and the latest acknowledgement: it can only make the judge more careful.
 */
export interface TimeMarksState {
  readonly shift: number;
  /** `[first publish µs, last acknowledgement µs]` a mark; +∞ and −∞ where there was none. */
  readonly times: Float64Array;
}

const MARKS_AT_FIRST = 4;

export class TimeMarks {
  readonly #marksMax: number;
  #shift = 0;
  #used = 0;
  #times = new Float64Array(MARKS_AT_FIRST * 2);

  /** `marksMax` is a power of two. */
  constructor(marksMax: number) {
    this.#marksMax = marksMax;
  }

  invoked(seq: number, tUs: number): void {
    let mark = seq >>> this.#shift;
    if (mark >= this.#used) mark = this.#reach(seq);
    const at = mark * 2;
    if (tUs < (this.#times[at] as number)) this.#times[at] = tUs;
  }

  completed(seq: number, tUs: number): void {
    let mark = seq >>> this.#shift;
    if (mark >= this.#used) mark = this.#reach(seq);
    const at = mark * 2 + 1;
    if (tUs > (this.#times[at] as number)) this.#times[at] = tUs;
  }

  toState(): TimeMarksState {
    return { shift: this.#shift, times: this.#times.slice(0, this.#used * 2) };
  }

  #reach(seq: number): number {
    while (seq >>> this.#shift >= this.#marksMax) this.#joinNeighbours();
    const mark = seq >>> this.#shift;
    if ((mark + 1) * 2 > this.#times.length) this.#grow(mark + 1);
    for (; this.#used <= mark; this.#used += 1) this.#clear(this.#used);
    return mark;
  }

  #grow(marks: number): void {
    let capacity = this.#times.length / 2;
    while (capacity < marks) capacity *= 2;
    const times = new Float64Array(Math.min(capacity, this.#marksMax) * 2);
    times.set(this.#times.subarray(0, this.#used * 2));
    this.#times = times;
  }

  #joinNeighbours(): void {
    const times = this.#times;
    const joined = Math.ceil(this.#used / 2);
    if (this.#used % 2 === 1 && this.#used * 2 < times.length) this.#clear(this.#used);
    for (let mark = 0; mark < joined; mark += 1) {
      const left = mark * 4;
      times[mark * 2] = Math.min(times[left] as number, times[left + 2] ?? Infinity);
      times[mark * 2 + 1] = Math.max(times[left + 1] as number, times[left + 3] ?? -Infinity);
    }
    this.#used = joined;
    this.#shift += 1;
  }

  #clear(mark: number): void {
    this.#times[mark * 2] = Infinity;
    this.#times[mark * 2 + 1] = -Infinity;
  }
}
