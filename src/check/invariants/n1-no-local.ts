/** N1: No Local keeps a client's own messages from it. That others' messages come nevertheless is Q1-1 and Q2-1. */
import { parseSharedFilter, matchesFilter } from '../../protocol/topics.ts';
import type { FlowView } from '../judge/flow-view.ts';
import { groupBy } from '../judge/group-by.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import { common } from '../judge/sets.ts';
import type { Tally } from '../judge/tally.ts';
import type { SessionState } from '../ledger/session-state.ts';
import { about, messages } from './describe.ts';
import type { Invariant } from './invariant.ts';

export const noLocal: Invariant = {
  id: 'N1',
  title: 'No Local',
  unit: 'messages of a client that subscribes to them',
  promise: 'A client receives no message of its own through a subscription with No Local.',
  clauses: { 4: [], 5: ['5:3.8.3-3'] },
  aboutDelivery: false,
  judgePair,
  judgeRun: countExercise,
};

/** Whether nothing but subscriptions with No Local could have brought the flow to its own publisher. */
export function isKeptByNoLocal({ covers, flow, session }: Pair): boolean {
  return covers.length === 0 && flow.publisher === session.client && hasNoLocal(session.state, flow);
}

function judgePair(pair: Pair, tally: Tally, run: RunView): void {
  if (pair.received.size === 0 || pair.session.state.inherited || !isKeptByNoLocal(pair)) return;
  const own = common(pair.received, pair.flow.attempted);
  if (own.size === 0) return;
  tally.add('fail', own.size, () => ({
    clauses: noLocal.clauses[5],
    summary: 'A client received its own messages through a subscription with No Local.',
    expected: noLocal.promise,
    actual: `${messages(own)} arrived`,
    ...about(run, pair, own),
  }));
}

function countExercise(run: RunView, tally: Tally): void {
  const sessions = run.parts.flatMap((part) => part.sessions.sessions);
  const withNoLocal = sessions.filter((session) => noLocalFilters(session).length > 0);
  if (withNoLocal.length === 0) return;
  const flows = groupBy(run.publishedFlows(), (flow) => flow.publisher);
  for (const session of withNoLocal)
    for (const flow of flows.get(session.client) ?? [])
      if (hasNoLocal(session, flow)) tally.exercise(flow.attempted.size);
}

function hasNoLocal(session: SessionState, flow: FlowView): boolean {
  return noLocalFilters(session).some((filter) => matchesFilter(filter, flow.topic));
}

function noLocalFilters(session: SessionState): string[] {
  return session.subscriptions
    .filter(({ grants }) => grants.some((grant) => grant.noLocal))
    .map(({ filter }) => parseSharedFilter(filter)?.filter ?? filter);
}
