/** The common part of W3 and W5: Wills that must not be published for one and the same reason. */
import { IntervalSet } from '../../base/interval-set.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import { common } from '../judge/sets.ts';
import type { Tally } from '../judge/tally.ts';
import type { WillFate } from '../ledger/will-fate.ts';
import { about } from './describe.ts';
import type { Invariant } from './invariant.ts';
import { ofConnections } from './will-words.ts';

interface At {
  readonly pair: Pair;
  readonly tally: Tally;
  readonly run: RunView;
}

export function judgeFate(
  invariant: Invariant,
  fate: WillFate,
  summary: string,
  { pair, tally, run }: At,
): void {
  if (!pair.flow.isWill || pair.covers.length === 0) return;
  const fated = new IntervalSet();
  for (const entry of run.wills.entries(pair.flow.flow)) if (entry.fate === fate) fated.add(entry.seq);
  tally.exercise(fated.size);
  const came = common(pair.received, fated);
  if (came.size === 0) return;
  tally.add('fail', came.size, () => ({
    clauses: invariant.clauses[pair.session.version],
    summary,
    expected: invariant.promise,
    actual: `the Will ${ofConnections(came)} arrived`,
    ...about(run, pair, came),
  }));
}
