/** The tests that one run of a scenario stands for. */
import type {
  ExpectationResult,
  Finding,
  InvariantResult,
  RunResult,
  StepResult,
  ThresholdResult,
  Verdict,
} from '../../results/model.ts';
import { formatAmount, formatHealth, formatMetric } from '../format.ts';
import type { ClauseText } from '../terminal/context.ts';
import { findingText } from './finding-text.ts';
import { isRed, PASSED } from './suites.ts';
import type { TestCase, TestOutcome } from './suites.ts';

export interface CaseContext {
  /** `qos2.mqtt-5_0`. */
  readonly prefix: string;
  readonly clauseText: ClauseText;
}

/** Red exactly where the run is no pass: what no single test explains has a test of its own. */
export function runCases(run: RunResult, context: CaseContext): TestCase[] {
  const cases = [
    tookPlace(run, context),
    ...invariantCases(run, context),
    ...run.thresholds.map((one) => thresholdCase(one, run, context)),
    ...run.expectations.map((one) => expectationCase(one, run, context)),
    ...run.steps.map((one) => stepCase(one, context)),
    healthCase(run, context),
  ];
  const isExplained = run.verdict === 'pass' || cases.some(isRed);
  return isExplained ? cases : [...cases, verdictCase(run, context)];
}

function tookPlace(run: RunResult, { prefix }: CaseContext): TestCase {
  const { stopReason, stopDetail, durationUs } = run;
  const message = stopDetail === undefined ? stopReason : `${stopReason}: ${stopDetail}`;
  // A threshold of a healthy run stopped it: that is the target's failure, all other ends are nobody's.
  const isFailure = stopReason === 'aborted' && run.health.verdict === 'pass';
  return {
    classname: `${prefix}.run`,
    name: 'the run takes place as planned',
    timeUs: durationUs,
    outcome:
      stopReason === 'completed'
        ? PASSED
        : { kind: isFailure ? 'failure' : 'error', message, body: `replay: ${run.replay}` },
    out: run.verdictReasons.join('\n'),
  };
}

function invariantCases(run: RunResult, context: CaseContext): TestCase[] {
  const { invariants, findings } = run.check;
  const known = new Set(invariants.map(({ id }) => id));
  const others = [...new Set(findings.map(({ invariant }) => invariant).filter((id) => !known.has(id)))];
  return [
    ...invariants.map((one) => invariantCase(one, run, context)),
    ...others.map((id) => findingCase(id, run, context)),
  ];
}

function invariantCase(one: InvariantResult, run: RunResult, context: CaseContext): TestCase {
  const findings = run.check.findings.filter(({ invariant }) => invariant === one.id);
  const told = findings.map((finding) => findingText(finding, context.clauseText)).join('\n\n');
  const exercised = `put to the test: ${formatAmount(one.exercised, one.unit)}`;
  const message = findings[0]?.summary ?? `${one.title}: ${formatAmount(one.failures, 'failures')}`;
  const outcome = outcomeOf(one.verdict, {
    message: one.verdict === 'skipped' ? 'not put to the test' : `${one.id}: ${message}`,
    body: [exercised, told, `replay: ${run.replay}`].filter((part) => part !== '').join('\n\n'),
  });
  return {
    classname: `${context.prefix}.promises`,
    name: `${one.id} ${one.title}`,
    outcome,
    ...(one.verdict === 'pass' && { out: [exercised, told].filter((part) => part !== '').join('\n\n') }),
  };
}

/** Findings of a rule that is in no list of rules. */
function findingCase(id: string, run: RunResult, { prefix, clauseText }: CaseContext): TestCase {
  const findings = run.check.findings.filter(({ invariant }) => invariant === id);
  const verdict = verdictOf(findings);
  const told = findings.map((finding) => findingText(finding, clauseText)).join('\n\n');
  const outcome = outcomeOf(verdict, {
    message: `${id}: ${findings[0]?.summary ?? ''}`,
    body: `${told}\n\nreplay: ${run.replay}`,
  });
  return { classname: `${prefix}.promises`, name: id, outcome, ...(verdict === 'pass' && { out: told }) };
}

/** Excused findings and warnings never turn a run red. */
function verdictOf(findings: readonly Finding[]): Verdict {
  const has = (status: Finding['status']): boolean => findings.some((one) => one.status === status);
  return has('fail') ? 'fail' : has('inconclusive') ? 'inconclusive' : 'pass';
}

function thresholdCase(one: ThresholdResult, run: RunResult, { prefix }: CaseContext): TestCase {
  const { unit, measured, bound, explanation } = one;
  const figures = [
    `measured: ${measured === undefined ? 'nothing' : formatMetric(measured, unit)}`,
    ...(bound === undefined ? [] : [`bound: ${formatMetric(bound, unit)}`]),
    ...(explanation === undefined ? [] : [`because: ${explanation}`]),
  ];
  return {
    classname: `${prefix}.thresholds`,
    name: one.text,
    outcome: outcomeOf(one.verdict, {
      message: figures.join(', '),
      body: [one.text, ...figures, `replay: ${run.replay}`].join('\n'),
    }),
    ...(one.verdict === 'pass' && { out: figures.join('\n') }),
  };
}

function expectationCase(one: ExpectationResult, run: RunResult, { prefix }: CaseContext): TestCase {
  const counts = `${one.checked - one.failed} of ${one.checked} as expected`;
  return {
    classname: `${prefix}.expectations`,
    name: `${one.path} ${one.text}`,
    outcome: outcomeOf(one.verdict, {
      message: counts,
      body: [one.text, counts, ...one.examples, `replay: ${run.replay}`].join('\n'),
    }),
    ...(one.verdict === 'pass' && { out: counts }),
  };
}

function stepCase(one: StepResult, { prefix }: CaseContext): TestCase {
  const told = one.problems.join('\n');
  const message = one.problems[0] ?? one.status;
  const outcomes: Readonly<Record<StepResult['status'], TestOutcome>> = {
    done: PASSED,
    failed: { kind: 'error', message, body: told },
    interrupted: { kind: 'skipped', message: `interrupted: ${message}` },
  };
  return {
    classname: `${prefix}.steps`,
    name: `${one.path} ${one.label}`,
    timeUs: one.durationUs,
    outcome: outcomes[one.status],
    ...(one.status === 'done' && { out: told }),
  };
}

function healthCase({ health }: RunResult, { prefix }: CaseContext): TestCase {
  const lines = health.items.map(
    ({ name, value, limit, unit, advice, exceeded }) =>
      `${name}: ${formatHealth(value, unit)}, limit ${formatHealth(limit, unit)}${exceeded ? ' EXCEEDED' : ''}${advice === undefined ? '' : `; ${advice}`}`,
  );
  const names = health.items.filter(({ exceeded }) => exceeded).map(({ name }) => name);
  return {
    classname: `${prefix}.generator`,
    name: 'the load generator is no bottleneck',
    outcome: outcomeOf(health.verdict, { message: names.join(', '), body: lines.join('\n') }),
    ...(health.verdict === 'pass' && { out: lines.join('\n') }),
  };
}

function verdictCase(run: RunResult, { prefix }: CaseContext): TestCase {
  const body = [...run.verdictReasons, `replay: ${run.replay}`].join('\n');
  const kind = run.verdict === 'fail' ? 'failure' : 'error';
  return {
    classname: `${prefix}.run`,
    name: 'the run has a verdict',
    outcome: { kind, message: run.verdictReasons[0] ?? run.verdict, body },
  };
}

function outcomeOf(verdict: Verdict, said: { readonly message: string; readonly body: string }): TestOutcome {
  switch (verdict) {
    case 'pass':
      return PASSED;
    case 'fail':
      return { kind: 'failure', ...said };
    case 'inconclusive':
      return { kind: 'error', ...said };
    case 'skipped':
      return { kind: 'skipped', message: said.message };
  }
}
