import { IntervalSet } from '../../base/interval-set.ts';
import type { FlowView } from './flow-view.ts';
import type { RunView } from './run-view.ts';

/** Of some Wills of a flow, those that some client has seen: they were published, whoever missed them. */
export function seenWills(flow: FlowView, seqs: IntervalSet, run: RunView): IntervalSet {
  const seen = new IntervalSet();
  for (const { seq } of run.wills.entries(flow.flow))
    if (seqs.has(seq) && run.wills.firstSeenUs(flow.flow, seq) !== undefined) seen.add(seq);
  return seen;
}
