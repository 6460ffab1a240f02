import type { Steps } from '../../base/steps.ts';
import { groupBy } from './group-by.ts';
import type { ReplayLedgerState } from '../ledger/replay-ledger.ts';

/** A message that came with RETAIN; sent again after a resume it counts once. */
export interface Replay {
  readonly flow: number;
  readonly seq: number;
  readonly tUs: number;
}

/** By session, in the order in which they came. */
export function* replaysBySession(state: ReplayLedgerState): Steps<Map<number, Replay[]>> {
  const bySession = new Map<number, Replay[]>();
  for (const [at, tUs] of state.times.entries()) {
    yield;
    const session = state.sessions[at] as number;
    const replay = { flow: state.flows[at] as number, seq: state.seqs[at] as number, tUs };
    const known = bySession.get(session);
    if (known === undefined) bySession.set(session, [replay]);
    else known.push(replay);
  }
  return bySession;
}

/** Gives each flow's replays to its pair. */
export function shareOut(
  replays: readonly Replay[],
  pairs: Iterable<{ readonly flow: { readonly flow: number }; replays: readonly Replay[] }>,
): void {
  if (replays.length === 0) return;
  const byFlow = groupBy(replays, ({ flow }) => flow);
  for (const pair of pairs) pair.replays = byFlow.get(pair.flow.flow) ?? [];
}
