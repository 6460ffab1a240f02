/** L2: a denial is shown: by a Reason Code or by the end of the connection, and never by silence. */
import type { AccessProbed } from '../../history/observer.ts';
import type { Clause } from '../../protocol/clause.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import { denialVerdict } from '../judge/access-verdict.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import { aboutAttempt, answerText, attemptsOf, groupsOf, seenIn, WAYS } from './describe-access.ts';
import type { Invariant } from './invariant.ts';

export const denialShown: Invariant = {
  id: 'L2',
  title: 'a denial is no silent success',
  unit: 'denied attempts',
  promise: 'The broker answers what it denies: with a Reason Code, or by ending the connection.',
  clauses: { 4: ['311:3.3.5-2', '311:3.9.3-2'], 5: ['5:§3.4.2.1', '5:§3.9.3'] },
  aboutDelivery: false,
  judgeRun: judgeDenials,
};

function judgeDenials(run: RunView, tally: Tally): void {
  // What had an effect was no denial at all: L1 has it.
  const judged = attemptsOf(run)
    .filter(({ sample }) => sample.effects.length === 0)
    .map((outcome) => ({ outcome, verdict: denialVerdict(outcome.sample) }));
  for (const { outcome, verdict } of judged) if (verdict !== 'skipped') tally.exercise(outcome.count);
  for (const verdict of ['fail', 'warning'] as const) {
    const found = judged.filter((one) => one.verdict === verdict).map(({ outcome }) => outcome);
    for (const group of groupsOf(found, (one) => [summaryOf(one), one.version]))
      tally.add(verdict, group.count, () => ({
        clauses: clausesOf(group.first),
        summary: summaryOf(group.first),
        expected: denialShown.promise,
        actual: seenIn(group, (one) => `${one.actor}, ${one.topicClass}, ${one.path}: ${answerText(one)}`),
        ...aboutAttempt(group.first, run),
      }));
  }
}

const PUBLISH: Readonly<Record<ProtocolVersion, Clause>> = { 4: '311:3.3.5-2', 5: '5:§3.4.2.1' };
const SUBSCRIBE: Readonly<Record<ProtocolVersion, Clause>> = { 4: '311:3.9.3-2', 5: '5:§3.9.3' };

function clausesOf({ action, version }: AccessProbed): Clause[] {
  return [(action === 'publish' ? PUBLISH : SUBSCRIBE)[version]];
}

function summaryOf({ action, answer, path }: AccessProbed): string {
  if (answer === 'hung') return `A denied attempt ${WAYS[path]} was never answered.`;
  if (action === 'publish') return 'A message that is denied was acknowledged as a success, and dropped.';
  if (path === 'anonymous') return 'A client without credentials was let in.';
  return 'A subscription that is denied was granted, and nothing is sent for it.';
}
