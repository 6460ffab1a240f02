/** Keeps the first items and counts the rest. */
export class BoundedList<T> {
  readonly items: T[] = [];
  readonly #max: number;
  #omitted = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get omitted(): number {
    return this.#omitted;
  }

  /** Whether there is room, so that what is costly to make is only made when it is kept. */
  get hasRoom(): boolean {
    return this.items.length < this.#max;
  }

  add(item: T): void {
    if (this.hasRoom) this.items.push(item);
    else this.#omitted += 1;
  }

  /** Counts an item that was not even made. */
  omit(): void {
    this.#omitted += 1;
  }
}
