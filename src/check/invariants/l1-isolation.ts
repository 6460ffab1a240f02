/** L1: nobody receives what the policy keeps from him, and what somebody may not publish has no effect. */
import { isolationVerdict } from '../judge/access-verdict.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import { about, messages } from './describe.ts';
import {
  aboutAttempt,
  answerText,
  attemptsOf,
  groupsOf,
  seenIn,
  subjectOf,
  waysOf,
  type AttemptGroup,
} from './describe-access.ts';
import type { Invariant } from './invariant.ts';

export const isolation: Invariant = {
  id: 'L1',
  title: 'isolation: what is denied has no effect',
  unit: 'deliveries and attempts',
  promise: 'The broker enforces the policy of the scenario: what it denies never happens.',
  clauses: { 4: [], 5: [] },
  aboutDelivery: false,
  judgePair: judgeDeliveries,
  judgeRun: (run, tally) => {
    judgeStrays(run, tally);
    judgeAttempts(run, tally);
  },
};

/** In any scenario with a policy: every delivery of the run is held against it. */
function judgeDeliveries(pair: Pair, tally: Tally, run: RunView): void {
  const { access } = run.context;
  const { received, flow, session } = pair;
  if (access === undefined || received.size === 0) return;
  const mayRead = access.mayReceive(session.client, flow.topic);
  const mayWrite = access.mayPublish(flow.publisher, flow.topic);
  if (mayRead === 'unspecified' && mayWrite === 'unspecified') return;
  tally.exercise(received.size);
  if (mayRead !== 'denied' && mayWrite !== 'denied') return;
  tally.add('fail', received.size, () => ({
    clauses: [],
    summary:
      mayRead === 'denied'
        ? 'A client received messages that the policy keeps from it.'
        : 'Messages arrived whose publisher may not publish them.',
    expected: isolation.promise,
    actual: `${messages(received)} arrived`,
    ...about(run, pair, received),
  }));
}

/** Messages of others count as well; those under an altered topic are judged by H1. */
function judgeStrays(run: RunView, tally: Tally): void {
  const { access } = run.context;
  if (access === undefined) return;
  for (const stray of run.parts.flatMap((part) => part.strays)) {
    if (stray.kind === 'altered-topic') continue;
    const word = access.mayReceive(stray.client, stray.topic);
    if (word === 'unspecified') continue;
    tally.exercise(stray.count);
    if (word === 'allowed') continue;
    tally.add('fail', stray.count, () => ({
      clauses: [],
      summary: 'A client received messages that the policy keeps from it.',
      expected: isolation.promise,
      actual: `${stray.count} of topic "${stray.topic}" arrived, published by others`,
      client: run.clientName(stray.client),
      topic: stray.topic,
      atUs: stray.tUs - run.context.startedUs,
      witness: stray.witness,
    }));
  }
}

function judgeAttempts(run: RunView, tally: Tally): void {
  const judged = attemptsOf(run).map((outcome) => ({ outcome, verdict: isolationVerdict(outcome.sample) }));
  for (const { outcome, verdict } of judged)
    if (verdict === 'pass' || verdict === 'fail') tally.exercise(outcome.count);
  for (const verdict of ['fail', 'inconclusive'] as const) {
    const found = judged.filter((one) => one.verdict === verdict).map(({ outcome }) => outcome);
    for (const group of groupsOf(found, subjectOf))
      tally.add(verdict, group.count, () => ({
        clauses: [],
        summary: verdict === 'fail' ? leakText(group) : silenceText(group),
        expected: isolation.promise,
        actual: seenIn(group, (one) => (verdict === 'fail' ? one.effects.join('; ') : answerText(one))),
        ...aboutAttempt(group.first, run),
      }));
  }
  const omitted = run.parts.reduce((sum, { access }) => sum + access.omitted, 0);
  if (omitted === 0) return;
  tally.add('inconclusive', omitted, () => ({
    clauses: [],
    summary: 'There were more kinds of attempts than there is room for.',
    expected: 'a policy of fewer kinds of clients and topics',
    actual: `${omitted} attempts were not judged`,
    witness: [],
  }));
}

function leakText(group: AttemptGroup): string {
  const { actor, action, topicClass } = group.first;
  return action === 'receive'
    ? `${actor} received what it may not read (${topicClass}): ${waysOf(group)}.`
    : `${actor} had a message delivered that it may not publish (${topicClass}): ${waysOf(group)}.`;
}

function silenceText(group: AttemptGroup): string {
  const { actor, action, topicClass } = group.first;
  const tried = action === 'receive' ? 'read' : 'write';
  return `Nothing came of the attempt of ${actor} to ${tried} ${topicClass} ${waysOf(group)}, and no control shows that anything could have.`;
}
