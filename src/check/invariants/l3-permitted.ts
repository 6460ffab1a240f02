/** L3: what the policy allows works. A broker that denies everything isolates well, and is of no use. */
import type { AccessProbed } from '../../history/observer.ts';
import { permissionVerdict } from '../judge/access-verdict.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
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

export const permitted: Invariant = {
  id: 'L3',
  title: 'what is allowed works',
  unit: 'allowed attempts',
  promise: 'The broker lets clients publish and receive what the policy of the scenario allows.',
  clauses: { 4: [], 5: [] },
  aboutDelivery: false,
  judgeRun: judgePermissions,
};

function judgePermissions(run: RunView, tally: Tally): void {
  const judged = attemptsOf(run).map((outcome) => ({ outcome, verdict: permissionVerdict(outcome.sample) }));
  for (const { outcome, verdict } of judged)
    if (verdict === 'pass' || verdict === 'fail') tally.exercise(outcome.count);
  for (const verdict of ['fail', 'inconclusive'] as const) {
    const found = judged.filter((one) => one.verdict === verdict).map(({ outcome }) => outcome);
    for (const group of groupsOf(found, subjectOf))
      tally.add(verdict, group.count, () => ({
        clauses: [],
        summary: summaryOf(group),
        expected: permitted.promise,
        actual: seenIn(group, actualOf),
        ...aboutAttempt(group.first, run),
      }));
  }
}

function summaryOf(group: AttemptGroup): string {
  const { actor, action, topicClass } = group.first;
  return action === 'receive'
    ? `${actor} may read ${topicClass}, and could not: ${waysOf(group)}.`
    : `${actor} may write ${topicClass}, and could not: ${waysOf(group)}.`;
}

function actualOf(sample: AccessProbed): string {
  const { answer, control } = sample;
  const arrived = control === 'failed' && (answer === 'accepted' || answer === 'unanswered');
  return arrived ? `${answerText(sample)}, and the message did not arrive` : answerText(sample);
}
