/** Empty messages, which clear a topic, at the sessions that were subscribed to it: without a stamp only their number tells. */
import type { ProtocolVersion, QoS } from '../../protocol/constants.ts';
import { clearKey } from '../ledger/clear-ledger.ts';
import { missing } from './due.ts';
import { groupBy } from './group-by.ts';
import type { Pair } from './pair.ts';
import type { RunView } from './run-view.ts';

export interface ClearCount {
  readonly client: number;
  readonly version: ProtocolVersion;
  readonly topic: string;
  /** The lowest of those that are owed. */
  readonly qos: QoS;
  /** Acknowledged ones that a drain waited for. */
  readonly owed: number;
  readonly came: number;
  /** Of those owed, how many cannot have come. */
  readonly lost: number;
  /** The same, but the client was still receiving when the drain ran out of time. */
  readonly unsettled: number;
}

/** Topics whose clears were owed to a session; `undefined` is a step between two of them. */
export function* clearCounts(run: RunView): Generator<ClearCount | undefined, void, undefined> {
  const arrivals = new Map(
    run.parts.map((part) => [
      part,
      new Map(part.clears.arrivals.map((one) => [clearKey(one.session, one.topic), one.count])),
    ]),
  );
  for (const found of run.clearPairs()) {
    yield;
    if (found === undefined || found.part.clears.omitted > 0) continue;
    const owed = found.pairs.filter((pair) => pair.owed.size > 0);
    for (const [topic, pairs] of groupBy(owed, (pair) => pair.flow.topic)) {
      const session = pairs[0]?.session.state.id ?? -1;
      yield countOf(topic, pairs, arrivals.get(found.part)?.get(clearKey(session, topic)) ?? 0, run);
    }
  }
}

function countOf(topic: string, pairs: readonly Pair[], came: number, run: RunView): ClearCount | undefined {
  const [first] = pairs;
  if (first === undefined) return undefined;
  const { client, version } = first.session;
  const gaps = pairs.map((pair) => missing(pair, run));
  const lost = gaps.reduce((sum, gap) => sum + gap.lost.size, 0);
  const unsettled = gaps.reduce((sum, gap) => sum + gap.unsettled.size, 0);
  return {
    ...{ client, version, topic, came },
    qos: Math.min(...pairs.map(({ flow }) => flow.qos)) as QoS,
    owed: pairs.reduce((sum, pair) => sum + pair.owed.size, 0),
    lost: Math.max(0, lost - came),
    unsettled: Math.max(0, unsettled - Math.max(0, came - lost)),
  };
}
