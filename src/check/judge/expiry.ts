/** What a Message Expiry Interval explains, and what it cannot explain. */
import { IntervalSet } from '../../base/interval-set.ts';
import { readsBetween, type ConnectionState } from '../ledger/session-state.ts';
import type { Pair } from './pair.ts';
import type { RunView } from './run-view.ts';
import { without } from './sets.ts';

export const SECOND_US = 1_000_000;
/** A subscriber that was there and read for so long within the life of a message had it due, whatever the load. */
const PATIENCE_US = 5_000_000;

/** Message Expiry Interval of the pair's flow, seconds. */
export function expirySecondsOf(pair: Pair, run: RunView): number | undefined {
  const { catalog } = run.context;
  return catalog.carriesExpiry === false ? undefined : catalog.messageExpirySecondsOf?.(pair.flow.flow);
}

/**
 * Which of the messages that are missing may have expired before their delivery could begin. One may not have if its time
 * has not passed yet, if a later one of its flow arrived while it was alive (they are delivered in order), or if the
 * subscriber was there to take it for long enough.
 */
export function maybeExpired(
  pair: Pair,
  absent: IntervalSet,
  { expirySeconds, nowUs }: { expirySeconds: number; nowUs: number },
): IntervalSet {
  const lifeUs = expirySeconds * SECOND_US;
  const old = without(absent, pair.flow.invokedAfter(nowUs - lifeUs));
  const passed = new Passed(pair);
  const excused = new IntervalSet();
  for (const [start, end] of old.ranges())
    for (let seq = start; seq < end; seq += 1) {
      const bornUs = pair.flow.notInvokedBefore(seq);
      if (passed.by(seq) <= bornUs + lifeUs) continue;
      if (!wasThere(pair.session.state.connections, pair.flow.completedAtLatest(seq), bornUs + lifeUs))
        excused.add(seq);
    }
  return excused;
}

/** When messages behind others of the same flow had come to the session. */
class Passed {
  readonly #shift: number = 0;
  /** By mark: when the first of the marks from it on had come as a whole; +∞ where none has. */
  readonly #earliest: Float64Array | undefined;
  readonly #resent: IntervalSet;

  constructor({ session, flow, shared, covers }: Pair) {
    this.#resent = flow.resent;
    const arrivals = session.features.arrivals(session.state.id, flow.flow);
    if (arrivals === undefined || shared || covers.length > 1 || !flow.ascending) return;
    const { shift, times } = arrivals.marks;
    this.#shift = shift;
    this.#earliest = new Float64Array(times.length / 2 + 1).fill(Infinity);
    for (let mark = times.length / 2 - 1; mark >= 0; mark -= 1) {
      const arrivedUs = times[mark * 2 + 1] as number;
      const later = this.#earliest[mark + 1] as number;
      this.#earliest[mark] = arrivedUs === -Infinity ? later : Math.min(arrivedUs, later);
    }
  }

  /** When a message behind `seq` had come, at the latest; +∞ where none has, or order proves nothing. */
  by(seq: number): number {
    if (this.#resent.has(seq)) return Infinity;
    return this.#earliest?.[(seq >>> this.#shift) + 1] ?? Infinity;
  }
}

function wasThere(connections: readonly ConnectionState[], fromUs: number, toUs: number): boolean {
  return connections.some((connection) => {
    const startUs = Math.max(connection.connackUs, fromUs);
    const endUs = Math.min(connection.closedUs, toUs);
    return endUs - startUs >= PATIENCE_US && readsBetween(connection, startUs, endUs);
  });
}
