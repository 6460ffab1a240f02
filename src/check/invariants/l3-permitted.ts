/** L3: what the policy allows works. A broker that denies everything isolates well, and is of no use. */
import type { AccessProbed } from '../../history/observer.ts';
import { permissionVerdict } from '../judge/access-verdict.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import { aboutAttempt, answerText, attemptsOf, WAYS } from './describe-access.ts';
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
  for (const { sample, count } of attemptsOf(run)) {
    const verdict = permissionVerdict(sample);
    if (verdict === 'skipped') continue;
    if (verdict !== 'inconclusive') tally.exercise(count);
    if (verdict === 'pass') continue;
    tally.add(verdict, count, () => ({
      clauses: [],
      summary: summaryOf(sample),
      expected: permitted.promise,
      actual: actualOf(sample),
      ...aboutAttempt(sample, run),
    }));
  }
}

function summaryOf({ actor, action, path, topicClass }: AccessProbed): string {
  return action === 'receive'
    ? `${actor} may read ${topicClass}, and could not ${WAYS[path]}.`
    : `${actor} may write ${topicClass}, and could not ${WAYS[path]}.`;
}

function actualOf(sample: AccessProbed): string {
  const { answer, control } = sample;
  const arrived = control === 'failed' && (answer === 'accepted' || answer === 'unanswered');
  return arrived ? `${answerText(sample)}, and the message did not arrive` : answerText(sample);
}
