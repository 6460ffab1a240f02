import type { CheckReport, Verdict } from '../check/types.ts';
import type { ExpectationResult, HealthResult, StopReason, ThresholdResult } from './model.ts';

/** Worst first. */
const SEVERITY: readonly Verdict[] = ['fail', 'inconclusive', 'pass', 'skipped'];

/** fail > inconclusive > pass > skipped; of nothing at all: skipped. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return SEVERITY.find((verdict) => verdicts.includes(verdict)) ?? 'skipped';
}

export interface VerdictInput {
  readonly stopReason: StopReason;
  readonly stopDetail?: string;
  readonly check: CheckReport;
  readonly expectations: readonly ExpectationResult[];
  readonly thresholds: readonly ThresholdResult[];
  readonly health: HealthResult;
}

export interface ExplainedVerdict {
  readonly verdict: Verdict;
  /** Worst first; empty for a pass. */
  readonly reasons: readonly string[];
}

interface Contribution {
  readonly verdict: Verdict;
  readonly reason: string;
}

/**
 * The verdict of one run and what decided it. A run that did not take place as planned, or that proved nothing, never
 * passes; that it did not take place is never the target's failure by itself.
 */
export function runVerdict(input: VerdictInput): ExplainedVerdict {
  const contributions = [
    ...ofStop(input),
    ...ofCheck(input.check),
    ...ofExpectations(input.expectations),
    ...ofThresholds(input.thresholds),
    ...ofHealth(input.health),
  ];
  const worst = worstVerdict(contributions.map(({ verdict }) => verdict));
  const reasons = SEVERITY.flatMap((verdict) =>
    contributions.filter((one) => one.verdict === verdict && one.reason !== '').map(({ reason }) => reason),
  );
  return { verdict: worst === 'skipped' ? 'inconclusive' : worst, reasons };
}

function ofStop({ stopReason, stopDetail, health }: VerdictInput): Contribution[] {
  const sentence = (text: string): string => (stopDetail === undefined ? text : `${text}: ${stopDetail}`);
  switch (stopReason) {
    case 'completed':
      return [];
    case 'aborted':
      return [
        {
          verdict: health.verdict === 'pass' ? 'fail' : 'inconclusive',
          reason: sentence('a threshold stopped the run'),
        },
      ];
    case 'interrupted':
      return [
        { verdict: 'inconclusive', reason: sentence('interrupted; what follows is about the part that ran') },
      ];
    case 'unreachable':
      return [{ verdict: 'inconclusive', reason: sentence('the target could not be reached') }];
    case 'failed':
      return [{ verdict: 'inconclusive', reason: sentence('a step could not be carried out') }];
  }
}

function ofCheck({ verdict, invariants, findings }: CheckReport): Contribution[] {
  const ids = (wanted: Verdict): string =>
    [
      ...new Set([
        ...invariants.filter((one) => one.verdict === wanted).map((one) => one.id),
        ...findings.filter((one) => one.status === wanted).map((one) => one.invariant),
      ]),
    ].join(', ');
  switch (verdict) {
    case 'pass':
      return [{ verdict, reason: '' }];
    case 'fail':
      return brokenPromises(ids('fail')).map((reason) => ({ verdict, reason }));
    case 'inconclusive':
      return [{ verdict, reason: undecided(ids('inconclusive')) }];
    case 'skipped':
      return [{ verdict: 'inconclusive', reason: 'nothing was checked' }];
  }
}

/** The checkers of isolation hold a broker against the policy of the scenario, the others against MQTT. */
const ABOUT_POLICY = /^L\d/u;

function brokenPromises(ids: string): string[] {
  const all = ids.split(', ');
  const policy = all.filter((id) => ABOUT_POLICY.test(id)).join(', ');
  const mqtt = all.filter((id) => !ABOUT_POLICY.test(id)).join(', ');
  return [
    ...(mqtt === '' && policy !== '' ? [] : [`the target broke what MQTT promises: ${mqtt}`]),
    ...(policy === '' ? [] : [`the target does not enforce the policy under \`access\`: ${policy}`]),
  ];
}

function undecided(ids: string): string {
  return ids === '' ? 'nothing was checked' : `the checkers could not decide: ${ids}`;
}

function ofExpectations(expectations: readonly ExpectationResult[]): Contribution[] {
  return expectations.map((one) => ({
    verdict: one.verdict,
    reason: isGood(one.verdict) ? '' : `expectation ${worded(one.verdict)}: ${one.text}`,
  }));
}

function ofThresholds(thresholds: readonly ThresholdResult[]): Contribution[] {
  return thresholds.map((one) => ({
    verdict: one.verdict,
    reason: isGood(one.verdict) ? '' : `threshold ${worded(one.verdict)}: ${one.text}`,
  }));
}

function ofHealth({ verdict, items }: HealthResult): Contribution[] {
  if (verdict === 'pass') return [];
  const names = items.filter((item) => item.exceeded).map((item) => item.name);
  return [{ verdict, reason: `the load generator itself was the bottleneck: ${names.join(', ')}` }];
}

function isGood(verdict: Verdict): boolean {
  return verdict === 'pass' || verdict === 'skipped';
}

function worded(verdict: Verdict): string {
  return verdict === 'fail' ? 'missed' : 'undecided';
}
