import { ManualClock } from '../../src/base/clock.ts';
import type { Cancel, Timers } from '../../src/broker/timers.ts';

interface Entry {
  readonly dueUs: number;
  readonly callback: () => void;
}

/** Timers and their clock, which move only when told to. */
export class ManualTimers implements Timers {
  readonly clock = new ManualClock(1_000_000);
  readonly #entries = new Set<Entry>();

  /** How many calls are scheduled. */
  get size(): number {
    return this.#entries.size;
  }

  schedule(delayMs: number, callback: () => void): Cancel {
    const entry = { dueUs: this.clock.nowUs() + delayMs * 1000, callback };
    this.#entries.add(entry);
    return () => void this.#entries.delete(entry);
  }

  /** Moves time on, and makes the calls that become due in the order of their times. */
  advanceMs(deltaMs: number): void {
    const endUs = this.clock.nowUs() + deltaMs * 1000;
    for (let next = this.#earliest(endUs); next !== undefined; next = this.#earliest(endUs)) {
      this.clock.advanceUs(next.dueUs - this.clock.nowUs());
      this.#entries.delete(next);
      next.callback();
    }
    this.clock.advanceUs(endUs - this.clock.nowUs());
  }

  /** Moves on to the next call, however far it is, and makes those that are due then. False when none is scheduled. */
  advanceToNext(): boolean {
    const next = this.#earliest(Number.POSITIVE_INFINITY);
    if (next !== undefined) this.advanceMs((next.dueUs - this.clock.nowUs()) / 1000);
    return next !== undefined;
  }

  #earliest(untilUs: number): Entry | undefined {
    let earliest: Entry | undefined;
    for (const entry of this.#entries) {
      if (entry.dueUs <= untilUs && (earliest === undefined || entry.dueUs < earliest.dueUs))
        earliest = entry;
    }
    return earliest;
  }
}
