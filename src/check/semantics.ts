/** Adds up the semantics table: what became of the messages of each QoS. */
import { excessCopies } from './judge/copies.ts';
import { missing, qos0Due, qos0Lost } from './judge/due.ts';
import { groupMissing } from './judge/group-due.ts';
import type { Pair } from './judge/pair.ts';
import type { SharedGroup } from './judge/shared-group.ts';
import type { RunView } from './judge/run-view.ts';
import { outOfOrder } from './invariants/o1-order.ts';
import type { SemanticsRow } from './types.ts';
import type { QoS } from '../protocol/constants.ts';
import { unflaggedReplays } from './judge/replays.ts';
import { anyOf, common, EMPTY, without } from './judge/sets.ts';

type Row = { -readonly [K in keyof SemanticsRow]: SemanticsRow[K] };

export class SemanticsTable {
  readonly #rows = new Map<QoS, Row>();

  addFlows(run: RunView): void {
    for (const flow of run.publishedFlows()) {
      if (run.context.catalog.isStamped?.(flow.flow) === false) continue;
      const row = this.#row(flow.qos);
      row.published += flow.isWill ? flow.ok.size : without(flow.attempted, flow.unsent).size;
      row.acknowledged += flow.qos === 0 || flow.isWill ? 0 : flow.ok.size;
    }
  }

  addPair(pair: Pair, run: RunView): void {
    const row = this.#row(pair.flow.qos);
    const received = anyOf([common(pair.received, pair.may), replayed(pair, run)]);
    const { owed, lost } = owedAndLost(pair, run);
    row.owed += owed.size;
    row.lost += lost.size;
    row.delivered += received.size;
    row.unexpected += pair.received.size - received.size;
    const unshared = pair.covers.filter((cover) => !cover.window.shared).map((cover) => cover.may);
    row.unjudged += without(without(anyOf(unshared), owed), received).size;
    addOddRecords(row, pair, run);
  }

  /** Of a Shared Subscription, each message counts once, whichever member it was for. */
  addGroup({ flows }: SharedGroup, run: RunView): void {
    for (const group of flows) {
      const { owed, lost } = groupMissing(group, run);
      const row = this.#row(group.flow.qos);
      row.owed += owed.size;
      row.lost += lost.size;
    }
  }

  addStrays(run: RunView): void {
    for (const { kind, flow, count } of run.parts.flatMap((part) => part.strays)) {
      if (kind === 'altered-topic') this.#row(run.context.catalog.qosOf(flow)).unexpected += count;
    }
  }

  rows(): SemanticsRow[] {
    return [...this.#rows.values()].sort((a, b) => a.qos - b.qos);
  }

  #row(qos: QoS): Row {
    let row = this.#rows.get(qos);
    if (row === undefined) this.#rows.set(qos, (row = emptyRow(qos)));
    return row;
  }
}

/** Answers to SUBSCRIBE, of messages from before it. */
function replayed(pair: Pair, run: RunView): Pair['must'] {
  if (pair.reads === undefined) return EMPTY;
  return anyOf([...pair.records.map((record) => record.retained), unflaggedReplays(pair, run)]);
}

function owedAndLost(pair: Pair, run: RunView): { owed: Pair['must']; lost: Pair['must'] } {
  if (pair.flow.qos === 0) {
    const due = qos0Due(pair);
    const lost = qos0Lost(pair, run);
    return { owed: anyOf([common(due, pair.received), lost]), lost };
  }
  const { lost } = missing(pair, run);
  const arrived = common(pair.must, pair.received);
  return { owed: lost.size === 0 ? arrived : anyOf([arrived, lost]), lost };
}

function addOddRecords(row: Row, pair: Pair, run: RunView): void {
  for (const record of pair.records) {
    if (record.plain) continue;
    row.reordered +=
      pair.shared || !pair.flow.ascending || pair.flow.isWill ? 0 : outOfOrder(pair, record, run).size;
    row.duplicated += record.qos === 1 ? record.repeats : excessCopies(pair, record).copies;
  }
}

function emptyRow(qos: QoS): Row {
  return {
    qos,
    published: 0,
    acknowledged: 0,
    owed: 0,
    delivered: 0,
    lost: 0,
    duplicated: 0,
    reordered: 0,
    unexpected: 0,
    unjudged: 0,
  };
}
