/** Several subscriptions of a session that match the same topic: what comes as one copy comes at the highest QoS of them. */
import type { IntervalSet } from '../../base/interval-set.ts';
import { expirySecondsOf } from './expiry.ts';
import type { Pair } from './pair.ts';
import type { RunView } from './run-view.ts';
import { anyOf, common, EMPTY, without } from './sets.ts';

/** The highest QoS at which some subscription brings the flow; 0 where there are not several, or nothing is owed. */
export function highestQos({ covers }: Pair): number {
  if (covers.length < 2) return 0;
  return Math.max(...covers.map((cover) => cover.effective[0] ?? 0));
}

/**
 * Messages that have only come at a lower QoS than a subscription promises: a copy of that one is still owed. With an expiry
 * it may have been dropped while it waited.
 */
export function lowerOnly(pair: Pair, run: RunView): IntervalSet {
  const top = highestQos(pair);
  if (top === 0 || expirySecondsOf(pair, run) !== undefined) return EMPTY;
  const owed = anyOf(pair.covers.map((cover) => ((cover.effective[0] ?? 0) >= top ? cover.must : EMPTY)));
  const atTop = anyOf(pair.records.map((record) => (record.qos >= top ? record.received : EMPTY)));
  return without(common(pair.received, owed), atTop);
}
