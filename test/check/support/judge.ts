/** Judges histories for tests: in one fold or several, and says what failed. */
import type { ExecutionContext } from 'ava';
import { CheckFold } from '../../../src/check/fold.ts';
import { finish } from '../../../src/check/finish.ts';
import { mergeStates } from '../../../src/check/state.ts';
import type { CheckContext } from '../../../src/check/context.ts';
import type { CheckReport, FindingStatus } from '../../../src/check/types.ts';
import type { FlowCatalog } from '../../../src/history/flow-catalog.ts';
import { replay, type Observation } from '../../../src/history/observation.ts';
import { writtenHistory } from './history-language.ts';

export type Extras = Omit<Partial<CheckContext>, 'catalog'>;

export function judge(text: string, extras: Extras = {}): CheckReport {
  const { catalog, observations } = writtenHistory(text);
  return judgeObservations(catalog, observations, extras);
}

export function judgeObservations(
  catalog: FlowCatalog,
  observations: readonly Observation[],
  extras: Extras = {},
): CheckReport {
  const fold = new CheckFold({ catalog });
  replay(observations, fold);
  const state = structuredClone(fold.snapshot());
  return finish(mergeStates([state]), { catalog, startedUs: 0, ...extras });
}

/** `pass`, or the verdict with the invariants that it is about: `fail Q1-1`, `inconclusive H1 E1`. */
export function outcome(report: CheckReport): string {
  const { verdict } = report;
  if (verdict === 'pass' || verdict === 'skipped') return verdict;
  const ids = report.findings.filter((finding) => finding.status === verdict).map((one) => one.invariant);
  return [verdict, ...new Set(ids)].join(' ');
}

/** `Q1-1 12` for each invariant with findings of that status: how many messages they are about. */
export function counted(report: CheckReport, status: FindingStatus): string[] {
  const found = report.findings.filter((finding) => finding.status === status);
  return found.map((finding) => `${finding.invariant} ${finding.count}`);
}

/** Macro: a history and its verdict. */
export function judged(t: ExecutionContext, history: string, expected: string, extras: Extras = {}): void {
  const report = judge(history, extras);
  t.is(outcome(report), expected, JSON.stringify(report.findings, undefined, 1));
}

/** Macro: a history that passes, with findings of a status: `Q1-1 5` for five messages. */
export function noted(
  t: ExecutionContext,
  history: string,
  status: FindingStatus,
  expected: readonly string[],
  extras: Extras = {},
): void {
  const report = judge(history, extras);
  t.is(report.verdict, 'pass', JSON.stringify(report.findings, undefined, 1));
  t.deepEqual(counted(report, status), expected);
}
