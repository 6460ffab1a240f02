/** The access matrix: what was tried, line by line, and what it proved. */
import type { AccessAnswer } from '../history/observer.ts';
import type { CheckContext } from './context.ts';
import { isolationVerdict, permissionVerdict } from './judge/access-verdict.ts';
import { groupBy } from './judge/group-by.ts';
import { accessRowKey, type AccessOutcome } from './ledger/access-ledger.ts';
import type { CheckState } from './state.ts';
import type { AccessReport, AccessRow } from './types.ts';
import { worst } from './verdict.ts';

/** Undefined where nothing was tried. */
export function accessReport(
  { parts }: CheckState,
  context: Pick<CheckContext, 'access'>,
): AccessReport | undefined {
  const outcomes = parts.flatMap(({ access }) => access.outcomes);
  if (outcomes.length === 0) return undefined;
  const rows = [...groupBy(outcomes, ({ sample }) => accessRowKey(sample)).values()].map(rowOf);
  return { rows, sampling: context.access?.sampling ?? [] };
}

function rowOf(outcomes: readonly AccessOutcome[]): AccessRow {
  const { principal, action, path, topicClass, relation, policy } = firstOf(outcomes);
  const answers: Partial<Record<AccessAnswer, number>> = {};
  for (const { sample, count } of outcomes) answers[sample.answer] = (answers[sample.answer] ?? 0) + count;
  const verdicts = outcomes.map(({ sample }) => worst([isolationVerdict(sample), permissionVerdict(sample)]));
  const verdict = worst(verdicts);
  const deciding = outcomes[verdicts.indexOf(verdict)]?.sample ?? firstOf(outcomes);
  const sum = (holds: (outcome: AccessOutcome) => boolean): number =>
    outcomes.filter(holds).reduce((total, { count }) => total + count, 0);
  return {
    ...{ principal, action, path, topicClass, relation, policy, verdict },
    attempts: sum(({ sample }) => sample.answer !== 'skipped'),
    answers,
    leaks: sum(({ sample }) => sample.effects.length > 0),
    controlled: sum(({ sample }) => sample.control === 'passed'),
    note: deciding.note,
  };
}

function firstOf(outcomes: readonly AccessOutcome[]): AccessOutcome['sample'] {
  const [first] = outcomes;
  if (first === undefined) throw new Error('a line of the matrix stands for at least one attempt');
  return first.sample;
}
