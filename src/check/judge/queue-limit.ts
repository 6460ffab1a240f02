/** What a broker may drop because it declares to queue only so much for one session. */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { ConnectionState, Pause } from '../ledger/session-state.ts';
import type { Pair } from './pair.ts';
import { anyOf, common, EMPTY, without } from './sets.ts';

/**
 * Messages of the pair that were published while their subscriber was away, if more were queued for its session than the
 * declared limit and no more are missing than that explains. Which ones are dropped is the broker's business.
 */
export function droppedByLimit(pair: Pair, queuedMessagesMax: number): IntervalSet {
  let queued = 0;
  let dropped = 0;
  for (const other of pair.session.pairs) {
    const away = publishedWhileAway(other);
    queued += away.size;
    dropped += without(away, other.received).size;
  }
  const explained = queued > queuedMessagesMax && dropped <= queued - queuedMessagesMax;
  return explained ? without(publishedWhileAway(pair), pair.received) : EMPTY;
}

/** Not certainly published and acknowledged within one connection of the subscriber, and while it read. */
function publishedWhileAway({ flow, must, session }: Pair): IntervalSet {
  const there = session.state.connections
    .flatMap(readingSpans)
    .map(({ fromUs, toUs }) => common(flow.invokedAfter(fromUs), flow.completedBefore(toUs)));
  return without(must, anyOf(there));
}

function readingSpans({ connackUs, closedUs, pauses = [] }: ConnectionState): Pause[] {
  const froms = [connackUs, ...pauses.map((pause) => pause.toUs)];
  const tos = [...pauses.map((pause) => pause.fromUs), closedUs];
  return froms.map((fromUs, at) => ({ fromUs, toUs: tos[at] ?? closedUs }));
}
