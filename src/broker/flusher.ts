/** Something that holds bytes back for the end of the turn. */
export interface Flushable {
  flush(): void;
}

/** Flushes, once at the end of a turn of the event loop, whatever had something to send in it. */
export class Flusher {
  #waiting: Flushable[] = [];

  add(flushable: Flushable): void {
    if (this.#waiting.length === 0) queueMicrotask(() => this.#flush());
    this.#waiting.push(flushable);
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const flushable of waiting) flushable.flush();
  }
}
