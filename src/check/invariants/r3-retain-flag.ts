/** R3, as far as single messages go: RETAIN is 0 on what was never published with RETAIN. */
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import { about, messages } from './describe.ts';
import type { Invariant } from './invariant.ts';
import { anyOf, common } from '../judge/sets.ts';

export const retainFlag: Invariant = {
  id: 'R3',
  title: 'RETAIN only on retained messages',
  unit: 'messages',
  promise: 'A message that was published without RETAIN arrives without it.',
  clauses: { 4: ['311:3.3.1-9', '311:3.3.1-12'], 5: ['5:3.3.1-12', '5:3.3.1-13', '5:3.3.1-8'] },
  aboutDelivery: false,
  judgePair: judgeRetain,
};

function judgeRetain(pair: Pair, tally: Tally, run: RunView): void {
  if (pair.received.size === 0 || run.context.catalog.retainOf?.(pair.flow.flow) !== false) return;
  tally.exercise(pair.received.size);
  const retained = common(anyOf(pair.records.map((record) => record.retained)), pair.flow.attempted);
  if (retained.size === 0) return;
  tally.add('fail', retained.size, () => ({
    clauses: retainFlag.clauses[pair.session.version],
    summary: 'Messages published without RETAIN arrived with it.',
    expected: retainFlag.promise,
    actual: `${messages(retained)} with RETAIN`,
    ...about(run, pair, retained),
  }));
}
