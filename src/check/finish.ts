/** The end of checking: both sides of every message are known now, and every invariant has its say. */
import { accessReport } from './access-report.ts';
import type { CheckContext } from './context.ts';
import { evidence } from './invariants/e1-evidence.ts';
import { INVARIANTS } from './invariants/index.ts';
import type { Invariant } from './invariants/invariant.ts';
import { RunView } from './judge/run-view.ts';
import { Tally } from './judge/tally.ts';
import { GroupShares } from './group-shares.ts';
import { SemanticsTable } from './semantics.ts';
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

/** Judges a whole run. Never throws for what a checker does: one that crashes makes the run inconclusive. */
export function finish(state: CheckState, context: CheckContext): CheckReport {
  const benches = INVARIANTS.map((invariant) => ({
    invariant,
    tally: new Tally(invariant.id),
    crashed: false,
  }));
  const tables = { semantics: new SemanticsTable(), shares: new GroupShares() };
  let due = false;
  let access: AccessReport | undefined;
  try {
    due = judgeAll(new RunView(state, context), benches, tables);
    access = accessReport(state, context);
  } catch (error) {
    for (const { invariant, tally } of benches) if (invariant === evidence) addCrash(tally, error);
  }
  const judged = report(benches, tables, due);
  return access === undefined ? judged : { ...judged, access };
}

/** Whether any message was published for a subscriber. */
function judgeAll(run: RunView, benches: readonly Bench[], { semantics, shares }: Tables): boolean {
  let due = false;
  semantics.addFlows(run);
  for (const pair of run.pairs()) {
    due ||= pair.may.size > 0;
    semantics.addPair(pair, run);
    for (const bench of benches)
      checkSafely(bench, () => bench.invariant.judgePair?.(pair, bench.tally, run));
  }
  for (const group of run.sharedGroups()) {
    semantics.addGroup(group, run);
    shares.add(group);
    for (const bench of benches)
      checkSafely(bench, () => bench.invariant.judgeGroup?.(group, bench.tally, run));
  }
  semantics.addStrays(run);
  for (const bench of benches) checkSafely(bench, () => bench.invariant.judgeRun?.(run, bench.tally));
  return due;
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
