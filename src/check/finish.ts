/** The end of checking: both sides of every message are known now, and every invariant has its say. */
import { allSteps, type Steps } from '../base/steps.ts';
import { accessReport } from './access-report.ts';
import type { CheckContext } from './context.ts';
import { evidence } from './invariants/e1-evidence.ts';
import { forgottenText } from './judge/forgotten.ts';
import { INVARIANTS } from './invariants/index.ts';
import type { Invariant } from './invariants/invariant.ts';
import type { Pair } from './judge/pair.ts';
import { RunView } from './judge/run-view.ts';
import { Tally } from './judge/tally.ts';
import { GroupShares } from './group-shares.ts';
import { SemanticsTable } from './semantics.ts';
import type { SessionState } from './ledger/session-state.ts';
import type { CheckState } from './state.ts';
import type { AccessReport, CheckReport, Finding, FindingStatus, InvariantResult, Verdict } from './types.ts';
import { worst } from './verdict.ts';

const FINDINGS_MAX = 200;

/** What a report says beside its verdicts. */
interface Tables {
  readonly semantics: SemanticsTable;
  readonly shares: GroupShares;
}

interface Bench {
  readonly invariant: Invariant;
  readonly tally: Tally;
  /** It threw, and is not asked again. */
  crashed: boolean;
}

/** Judges a whole run at once. */
export function finish(state: CheckState, context: CheckContext): CheckReport {
  return allSteps(finishInSteps(state, context));
}

/** Judges a whole run. Never throws for what a checker does: one that crashes makes the run inconclusive. */
export function* finishInSteps(state: CheckState, context: CheckContext): Steps<CheckReport> {
  const benches = INVARIANTS.map((invariant) => ({
    invariant,
    tally: new Tally(invariant.id),
    crashed: false,
  }));
  const tables = { semantics: new SemanticsTable(), shares: new GroupShares() };
  let due = false;
  let access: AccessReport | undefined;
  try {
    due = yield* judgeAll(yield* RunView.read(state, context), benches, tables);
    access = accessReport(state, context);
  } catch (error) {
    for (const { invariant, tally } of benches) if (invariant === evidence) addCrash(tally, error);
  }
  const judged = report(benches, tables, due);
  return access === undefined ? judged : { ...judged, access };
}

/** Whether any message was published for a subscriber. */
function* judgeAll(run: RunView, benches: readonly Bench[], { semantics, shares }: Tables): Steps<boolean> {
  let due = false;
  semantics.addFlows(run);
  for (const pair of run.pairs()) {
    yield;
    if (pair === undefined) continue;
    due ||= pair.may.size > 0;
    semantics.addPair(pair, run);
    const forgotten = forgottenBy(pair.session.state, run);
    const unseen = unseenBy(pair, run);
    for (const bench of benches) {
      const { id } = bench.invariant;
      bench.tally.excuse = FORGETTABLE.includes(id)
        ? forgotten
        : ABOUT_WILLS.includes(id)
          ? unseen
          : undefined;
      checkSafely(bench, () => bench.invariant.judgePair?.(pair, bench.tally, run));
      bench.tally.excuse = undefined;
    }
  }
  for (const group of run.sharedGroups()) {
    yield;
    if (group === undefined) continue;
    semantics.addGroup(group, run);
    shares.add(group);
    for (const bench of benches)
      checkSafely(bench, () => bench.invariant.judgeGroup?.(group, bench.tally, run));
  }
  semantics.addStrays(run);
  for (const bench of benches) {
    yield;
    checkSafely(bench, () => bench.invariant.judgeRun?.(run, bench.tally));
  }
  return due;
}

/**
 * What a broker that failed may get wrong about a session that it had: it may know an older state of it. Loss is not among
 * it: what was published after the failure is owed all the same.
 */
const FORGETTABLE = ['H2', 'Q1-2', 'Q2-2', 'Q2-3', 'O1', 'O2', 'D1'];

function forgottenBy({ connections, endedUs }: SessionState, run: RunView): string | undefined {
  const forgot = run.disturbed.forgotBetween(connections[0]?.connackUs ?? -Infinity, endedUs);
  return forgot === undefined ? undefined : forgottenText(forgot, run);
}

/** A Will hangs on what the broker saw of a connection's end, and when: on a disturbed network, not what its client did. */
const ABOUT_WILLS = ['W1', 'W2', 'W3', 'W5'];

function unseenBy({ flow }: Pair, run: RunView): string | undefined {
  if (!flow.isWill) return undefined;
  const disturbance = run.disturbed.between(flow.publisher, -Infinity, Infinity);
  return disturbance === undefined
    ? undefined
    : `The test disturbed connections of that client (${disturbance.what}), so the broker may have seen other ends of them.`;
}

function checkSafely(bench: Bench, judge: () => void): void {
  if (bench.crashed) return;
  try {
    judge();
  } catch (error) {
    bench.crashed = true;
    addCrash(bench.tally, error);
  }
}

function addCrash(tally: Tally, error: unknown): void {
  tally.add('inconclusive', 1, () => ({
    clauses: [],
    summary: 'The checker itself failed, so nothing is known of this invariant.',
    expected: 'a checker that does its work',
    actual: error instanceof Error ? (error.stack ?? error.message) : String(error),
    witness: [],
  }));
}

function report(benches: readonly Bench[], { semantics, shares }: Tables, due: boolean): CheckReport {
  const results = benches.map(({ invariant, tally }) => tally.result(invariant.title, invariant.unit));
  const sound = results.find(({ id }) => id === evidence.id)?.verdict !== 'inconclusive';
  const findings = sorted(benches.flatMap(({ tally }) => tally.findings()));
  if (due && !deliveryWasJudged(benches)) findings.unshift(NOTHING_JUDGED);
  const judged = sound ? results : results.map(withoutFailure);
  const shown = (sound ? findings : sorted(findings.map(softened))).slice(0, FINDINGS_MAX);
  const omitted = benches.reduce((sum, { tally }) => sum + tally.omitted, 0);
  return {
    verdict: overall(judged, findings),
    invariants: judged,
    findings: shown,
    findingsOmitted: omitted + findings.length - shown.length,
    semantics: semantics.rows(),
    ...(shares.rows().length === 0 ? {} : { groups: shares.rows() }),
  };
}

const NOTHING_JUDGED: Finding = {
  invariant: evidence.id,
  status: 'inconclusive',
  clauses: [],
  summary: 'Messages were published to subscribers, and not one was judged.',
  expected: 'at least one message that arrives, or is owed',
  actual: 'none',
  count: 1,
  witness: [],
};

function deliveryWasJudged(benches: readonly Bench[]): boolean {
  return benches.some(({ invariant, tally }) => invariant.aboutDelivery && tally.exercised > 0);
}

/** Nothing but our own side judged is nothing judged. */
function overall(results: readonly InvariantResult[], findings: readonly Finding[]): Verdict {
  const others = results.filter(({ id }) => id !== evidence.id);
  if (findings.includes(NOTHING_JUDGED))
    return worst(['inconclusive', ...results.map(({ verdict }) => verdict)]);
  if (worst(others.map(({ verdict }) => verdict)) === 'skipped') return 'inconclusive';
  return worst(results.map(({ verdict }) => verdict));
}

function withoutFailure(result: InvariantResult): InvariantResult {
  return result.verdict === 'fail' ? { ...result, verdict: 'inconclusive' } : result;
}

function softened(finding: Finding): Finding {
  if (finding.status !== 'fail') return finding;
  return {
    ...finding,
    status: 'inconclusive',
    explanation: 'The evidence is not whole (see E1), so it proves nothing against the broker.',
  };
}

const RANK: Readonly<Record<FindingStatus, number>> = { fail: 0, inconclusive: 1, warning: 2, excused: 3 };

function sorted(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => RANK[a.status] - RANK[b.status]);
}
