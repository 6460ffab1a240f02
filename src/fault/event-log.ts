import type { FaultEvent } from './types.ts';

const EVENTS_MAX = 100_000;

/** What faults did, in the order in which it happened; the first so many. */
export class EventLog {
  readonly #events: FaultEvent[] = [];
  readonly #eventsMax: number;
  #omittedFromUs: number | undefined;

  constructor(eventsMax = EVENTS_MAX) {
    this.#eventsMax = eventsMax;
  }

  add(event: FaultEvent): void {
    if (this.#events.length < this.#eventsMax) this.#events.push(event);
    else this.#omittedFromUs ??= event.tUs;
  }

  get events(): readonly FaultEvent[] {
    return this.#events;
  }

  /** Time of the first event that there was no room for; undefined where all are there. */
  get omittedFromUs(): number | undefined {
    return this.#omittedFromUs;
  }
}
