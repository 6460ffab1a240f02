import type { FaultEvent } from './types.ts';

const EVENTS_MAX = 100_000;

/** What faults did, in the order in which it happened; the first so many. */
export class EventLog {
  readonly #events: FaultEvent[] = [];
  #omitted = 0;

  add(event: FaultEvent): void {
    if (this.#events.length < EVENTS_MAX) this.#events.push(event);
    else this.#omitted += 1;
  }

  get events(): readonly FaultEvent[] {
    return this.#events;
  }

  /** Events that there was no room for. */
  get omitted(): number {
    return this.#omitted;
  }
}
