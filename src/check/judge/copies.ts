/** How many copies of a message are right. */
import { IntervalSet } from '../../base/interval-set.ts';
import { ATTEMPTS_MAX } from '../ledger/publish-ledger.ts';
import type { Pair } from './pair.ts';
import type { RecordView } from './record-view.ts';
import { anyOf, common, without } from './sets.ts';

export interface ExcessCopies {
  /** Messages of which too many copies came. */
  readonly seqs: IntervalSet;
  /** Copies too many, of all of them. */
  readonly copies: number;
}

/**
 * Copies beyond one for each matching subscription and each time the broker was handed the message as a new one. What a
 * member of a Shared Subscription has refused and got again is G3's.
 */
export function excessCopies(pair: Pair, record: RecordView): ExcessCopies {
  const seqs = new IntervalSet();
  let copies = 0;
  for (let count = 2; count <= record.mostCopies; count += 1) {
    const copied = common(record.moreThan(count - 1), pair.may);
    const came = pair.shared ? without(copied, record.refused) : copied;
    const excess = without(came, rightful(pair, record, count));
    copies += excess.size;
    seqs.addAll(excess);
  }
  return { seqs, copies };
}

/** Messages of which `count` copies are right: subscriptions times attempts reach that number. */
function rightful(pair: Pair, record: RecordView, count: number): IntervalSet {
  const { flow } = pair;
  const sets = [pair.mayBring(record.qos, count), flow.republished, flow.attemptedAtLeast(ATTEMPTS_MAX)];
  if (flow.qos !== 1) return anyOf(sets.slice(0, 2));
  for (let attempts = 2; attempts < ATTEMPTS_MAX; attempts += 1) {
    const resent = flow.attemptedAtLeast(attempts);
    if (resent.size === 0) break;
    sets.push(common(resent, pair.mayBring(record.qos, Math.ceil(count / attempts))));
  }
  return anyOf(sets);
}

/** Messages that can be meant for one exchange only: one subscription, handed over once. */
export function loneMessages(pair: Pair, record: RecordView): IntervalSet {
  const { flow } = pair;
  const several = [pair.mayBring(record.qos, 2), flow.republished];
  if (flow.qos === 1) several.push(flow.resent);
  return without(pair.may, anyOf(several));
}
