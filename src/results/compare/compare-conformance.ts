import { worstCaseVerdict } from '../case-severity.ts';
import type { CaseChange, Comparison, GateResult } from '../comparison.ts';
import type { CaseReport, CaseVerdict, ConformanceReport } from '../conformance.ts';
import { worstVerdict } from '../verdict.ts';
import { headOf, verdictOf } from './compare-runs.ts';
import type { CompareInput, Named } from './compare-runs.ts';
import type { Gate } from './gates.ts';

/** What counts as broken, whether somebody knows of it or not. */
const BROKEN: ReadonlySet<CaseVerdict | undefined> = new Set(['fail', 'unexpected-pass', 'expected-failure']);

/** Holds results of the suite against earlier ones, case by case. Of several results of a side the worst counts. */
export function compareConformance(input: CompareInput<ConformanceReport>): Comparison {
  const cases = caseChanges(input);
  const obstacles = [...missingVersions(input), ...[...input.base, ...input.new].flatMap(doubts)];
  const targets = [...new Set([...input.base, ...input.new].map(({ results }) => results.target))];
  const gates = input.gates.map((gate) => judge(gate, { input, cases, obstacles }));
  return {
    ...headOf(input, 'conformance'),
    verdict: verdictOf(input.gates, gates),
    base: input.base.map(compared),
    new: input.new.map(compared),
    obstacles,
    notes: targets.length > 1 ? [`different targets: ${targets.join(', ')}`] : [],
    gates,
    runs: [],
    cases,
  };
}

function doubts({ file, results }: Named<ConformanceReport>): string[] {
  return results.versions.flatMap(({ version, problems }) =>
    problems.map((problem) => `${file}: MQTT ${version} is doubtful: ${problem}`),
  );
}

/** Versions that ran before and do not now. */
function missingVersions({ base, new: now }: CompareInput<ConformanceReport>): string[] {
  const ranOn = (side: readonly Named<ConformanceReport>[]): Set<string> =>
    new Set(
      side.flatMap(({ results }) =>
        results.versions.flatMap(({ version, unsupported }) => (unsupported === undefined ? [version] : [])),
      ),
    );
  const after = ranOn(now);
  return [...ranOn(base)]
    .filter((version) => !after.has(version))
    .map((version) => `MQTT ${version} ran before, and not now`);
}

function caseChanges(input: CompareInput<ConformanceReport>): CaseChange[] {
  const [before, after] = [worstCases(input.base), worstCases(input.new)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [one, other] = [before.get(id), after.get(id)];
    if (one?.verdict === other?.verdict) return [];
    const title = other?.title ?? one?.title ?? '';
    const kind = kindOf(one?.verdict, other?.verdict);
    return [{ id, title, kind, ...(one && { base: one.verdict }), ...(other && { new: other.verdict }) }];
  });
}

function kindOf(before: CaseVerdict | undefined, now: CaseVerdict | undefined): CaseChange['kind'] {
  if (now === undefined) return 'not run';
  if ((now === 'fail' || now === 'unexpected-pass') && !BROKEN.has(before)) return 'new failure';
  return BROKEN.has(before) && now === 'pass' ? 'fixed' : 'changed';
}

function worstCases(side: readonly Named<ConformanceReport>[]): Map<string, CaseReport> {
  const worst = new Map<string, CaseReport>();
  for (const one of side.flatMap(({ results }) => results.versions.flatMap(({ cases }) => cases))) {
    const known = worst.get(one.id);
    if (known === undefined || worstCaseVerdict([known.verdict, one.verdict]) !== known.verdict)
      worst.set(one.id, one);
  }
  return worst;
}

interface Judged {
  readonly input: CompareInput<ConformanceReport>;
  readonly cases: readonly CaseChange[];
  readonly obstacles: readonly string[];
}

/** A new failure was seen on the wire and counts, whatever else is doubtful; that there is none needs both sides to be well. */
function judge(gate: Gate, { input, cases, obstacles }: Judged): GateResult {
  const { text } = gate;
  if (gate.kind === 'metric')
    return { text, verdict: 'inconclusive', explanation: 'results of the conformance suite have no metrics' };
  const [obstacle] = obstacles;
  if (gate.kind === 'new-failures') {
    const failing = cases.filter(({ kind }) => kind === 'new failure').map(({ id }) => id);
    if (failing.length > 0) return { text, verdict: 'fail', explanation: `new: ${failing.join(', ')}` };
    if (obstacle !== undefined) return { text, verdict: 'inconclusive', explanation: obstacle };
    const missing = cases.filter(({ kind }) => kind === 'not run').length;
    const but = missing === 0 ? '' : `, but ${missing} cases of before were not run now`;
    return { text, verdict: 'pass', explanation: `nothing fails that did not before${but}` };
  }
  const worstOf = (side: readonly Named<ConformanceReport>[]) =>
    worstVerdict(side.map(({ results }) => results.verdict));
  const [before, now] = [worstOf(input.base), worstOf(input.new)];
  const isWorse = now !== before && worstVerdict([before, now]) === now;
  const verdict = !isWorse ? 'pass' : now === 'fail' ? 'fail' : 'inconclusive';
  return { text, verdict, explanation: `${before} before, ${now} now` };
}

function compared({ file, results }: Named<ConformanceReport>) {
  const { startedAt, tool, target, verdict } = results;
  return { file, startedAt, toolVersion: tool.version, target, verdict };
}
