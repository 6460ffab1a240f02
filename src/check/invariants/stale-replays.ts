/** The common part of R1 and R2: values that came although others had taken their place. */
import { IntervalSet } from '../../base/interval-set.ts';
import type { Pair } from '../judge/pair.ts';
import type { Staleness } from '../judge/retained-topic.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import { about, messages } from './describe.ts';
import type { Invariant } from './invariant.ts';

export function judgeStale(
  invariant: Invariant,
  kind: Staleness,
  pair: Pair,
  { tally, run }: { readonly tally: Tally; readonly run: RunView },
): void {
  const { replays, flow, session, reads } = pair;
  const topic = run.retained(flow.topic);
  if (
    reads === undefined ||
    replays.length === 0 ||
    topic === undefined ||
    run.context.catalog.retainOf?.(flow.flow) !== true
  )
    return;
  if (kind === 'in-stream' && topic.writers.some((writer) => writer.publisher !== flow.publisher)) return;
  tally.exercise(replays.length);
  const stale = new IntervalSet();
  for (const replay of replays) {
    const subscribeUs = reads.answered.get(replay);
    if (subscribeUs === undefined || !flow.attempted.has(replay.seq)) continue;
    if (topic.staleness(flow, replay.seq, subscribeUs) === kind) stale.add(replay.seq);
  }
  if (stale.size === 0) return;
  tally.add('fail', stale.size, () => ({
    clauses: invariant.clauses[session.version],
    summary: 'Retained messages came that had been replaced or cleared before.',
    expected: invariant.promise,
    actual: `${messages(stale)} came with RETAIN`,
    ...about(run, pair, stale),
  }));
}
