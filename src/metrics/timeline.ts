import { COUNTER } from './counters.ts';
import { Histogram } from './histogram.ts';
import type { TimelineRow } from './types.ts';

/** Two days of seconds. A longer run goes on without further rows. */
export const TIMELINE_ROWS_MAX = 172_800;

/** Rows that carry their histogram, an hour of them: some kilobytes each. Later ones are merged by their worst latency. */
const MERGEABLE_ROWS_MAX = 3_600;

const SECOND_US = 1_000_000;

/**
 * One row a second, made from the growth of the counters. Rows are as exact as ticks are frequent: what happened since the
 * last tick belongs to the newest second that has ended, and seconds without any tick (a stalled thread) are rows of zeros.
 */
export class Timeline {
  readonly #startedUs: number;
  readonly #counters: Float64Array;
  readonly #before: Float64Array;
  readonly #rows: TimelineRow[] = [];
  readonly #interval = new Histogram();
  readonly #mergeableMax: number;
  #second = 0;

  /** `alone`: no other thread's rows will be merged with these, so they need no histograms. */
  constructor(startedUs: number, counters: Float64Array, alone = false) {
    this.#mergeableMax = alone ? 0 : MERGEABLE_ROWS_MAX;
    this.#startedUs = startedUs;
    this.#counters = counters;
    this.#before = counters.slice();
  }

  get rows(): readonly TimelineRow[] {
    return this.#rows;
  }

  recordE2e(us: number): void {
    this.#interval.record(us);
  }

  /** Writes rows for the seconds that have ended; connected is the number of clients up now. */
  tick(nowUs: number, connected: number): void {
    const current = Math.floor((nowUs - this.#startedUs) / SECOND_US);
    while (this.#second < current - 1) this.#push(emptyRow(this.#second, connected));
    if (this.#second < current) this.#push(this.#row(connected));
  }

  /** Writes the row of the second that has begun, if anything happened in it. */
  finish(nowUs: number, connected: number): void {
    this.tick(nowUs, connected);
    const row = this.#row(connected);
    const { intended = 0, connects = 0 } = row;
    if (row.sent + row.acknowledged + row.received + row.errors + intended + connects > 0) this.#push(row);
  }

  destroy(): void {
    this.#interval.destroy();
  }

  #push(row: TimelineRow): void {
    if (this.#rows.length < TIMELINE_ROWS_MAX) this.#rows.push(row);
    this.#second += 1;
  }

  #row(connected: number): TimelineRow {
    const row: TimelineRow = {
      ...emptyRow(this.#second, connected),
      sent: this.#grown(COUNTER.publishSent),
      acknowledged: this.#grown(COUNTER.publishAcknowledged),
      received: this.#grown(COUNTER.receiveCount),
      errors:
        this.#grown(COUNTER.connectFailed) +
        this.#grown(COUNTER.subscribeFailed) +
        this.#grown(COUNTER.publishFailed) +
        this.#grown(COUNTER.connectionLost),
      intended: this.#grown(COUNTER.publishIntended),
      connects: this.#grown(COUNTER.connectOk),
      connectFailures: this.#grown(COUNTER.connectFailed),
      ...this.#latency(),
    };
    this.#before.set(this.#counters);
    return row;
  }

  #latency(): Partial<TimelineRow> {
    const interval = this.#interval;
    if (interval.count === 0) return {};
    const latency = {
      e2eP50Us: interval.percentileUs(50),
      e2eP99Us: interval.percentileUs(99),
      e2eMaxUs: interval.percentileUs(100),
      ...(this.#rows.length < this.#mergeableMax ? { e2e: interval.encode() } : {}),
    };
    interval.reset();
    return latency;
  }

  #grown(index: number): number {
    return (this.#counters[index] ?? 0) - (this.#before[index] ?? 0);
  }
}

function emptyRow(second: number, connected: number): TimelineRow {
  return {
    second,
    connected,
    sent: 0,
    acknowledged: 0,
    received: 0,
    errors: 0,
    intended: 0,
    connects: 0,
    connectFailures: 0,
    e2eP50Us: 0,
    e2eP99Us: 0,
    e2eMaxUs: 0,
  };
}
