/** L2: a denial is shown: by a Reason Code or by the end of the connection, and never by silence. */
import type { AccessProbed } from '../../history/observer.ts';
import type { Clause } from '../../protocol/clause.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import { denialVerdict } from '../judge/access-verdict.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import { aboutAttempt, answerText, attemptsOf, WAYS } from './describe-access.ts';
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
  for (const { sample, count } of attemptsOf(run)) {
    const verdict = denialVerdict(sample);
    // What had an effect was no denial at all: L1 has it.
    if (verdict === 'skipped' || verdict === 'inconclusive' || sample.effects.length > 0) continue;
    tally.exercise(count);
    if (verdict === 'pass') continue;
    tally.add(verdict, count, () => ({
      clauses: clausesOf(sample),
      summary: summaryOf(sample),
      expected: denialShown.promise,
      actual: answerText(sample),
      ...aboutAttempt(sample, run),
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
  return 'A subscription that is denied was granted, and nothing is sent for it.';
}
