import type { Verdict } from '../../check/types.ts';
import { COMPARISON_SCHEMA, COMPARISON_VERSION } from '../comparison.ts';
import type { ComparedResults, Comparison, GateResult, PromiseChange, RunComparison } from '../comparison.ts';
import { PROTOCOLS } from '../model.ts';
import type { ProtocolName, Results, RunResult, ToolFacts } from '../model.ts';
import { worstVerdict } from '../verdict.ts';
import { judgeMetricGate } from './gates.ts';
import type { Gate, GateContext } from './gates.ts';
import { hasRepeats, metricChange, metricChanges } from './metrics.ts';
import type { ComparedSides } from './metrics.ts';
import { resultObstacles, runObstacles } from './obstacles.ts';

/** Results with the file they come from. */
export interface Named<T> {
  readonly file: string;
  readonly results: T;
}

export interface CompareInput<T> {
  readonly base: readonly Named<T>[];
  readonly new: readonly Named<T>[];
  readonly gates: readonly Gate[];
  readonly tool: ToolFacts;
  readonly command: string;
  /** ISO 8601, UTC: when they are compared. */
  readonly startedAt: string;
  /** Of a value, for explanations. */
  readonly format: GateContext['format'];
}

/** Holds runs of now against runs of before, each protocol version by itself. */
export function compareRuns(input: CompareInput<Results>): Comparison {
  const general = resultObstacles(
    input.base.map(({ results }) => results),
    input.new.map(({ results }) => results),
  );
  const pairs = PROTOCOLS.flatMap((protocol) => pairOf(protocol, input));
  const both = pairs.filter(({ base, now }) => base.length > 0 && now.length > 0);
  const judged = both.map((pair) => judgePair(pair, input, general.obstacles));
  const gates = judged.flatMap((one) => one.gates);
  const lonely = pairs.filter((pair) => !both.includes(pair));
  return {
    ...headOf(input, 'runs'),
    verdict: verdictOf(input.gates, gates),
    base: input.base.map(comparedRun),
    new: input.new.map(comparedRun),
    obstacles: [...new Set([...general.obstacles, ...judged.flatMap((one) => one.obstacles)])],
    notes: [
      ...lonely.map(
        ({ protocol, base }) => `MQTT ${protocol} ran only ${base.length > 0 ? 'before' : 'now'}`,
      ),
      ...general.notes,
      ...new Set(judged.flatMap((one) => one.notes)),
      ...(hasRepeats(input.base, input.new)
        ? []
        : ['without repeats on both sides nothing is known of the noise: a difference may be chance']),
    ],
    gates: both.length === 0 ? input.gates.map(nothingInCommon) : gates,
    runs: judged.map((one) => one.run),
    cases: [],
  };
}

export function headOf(
  { tool, command, startedAt }: Pick<CompareInput<unknown>, 'tool' | 'command' | 'startedAt'>,
  of: Comparison['of'],
) {
  return { schema: COMPARISON_SCHEMA, version: COMPARISON_VERSION, tool, command, startedAt, of } as const;
}

/** Nothing to judge is `skipped`; gates that nobody could judge are never a pass. */
export function verdictOf(gates: readonly Gate[], results: readonly GateResult[]): Verdict {
  if (gates.length === 0) return 'skipped';
  return results.length === 0 ? 'inconclusive' : worstVerdict(results.map(({ verdict }) => verdict));
}

function nothingInCommon({ text }: Gate): GateResult {
  return { text, verdict: 'inconclusive', explanation: 'no protocol version ran on both sides' };
}

interface Pair {
  readonly protocol: ProtocolName;
  readonly base: readonly RunResult[];
  readonly now: readonly RunResult[];
}

function pairOf(protocol: ProtocolName, input: CompareInput<Results>): Pair[] {
  const runsOf = (side: readonly Named<Results>[]): RunResult[] =>
    side.flatMap(({ results }) => results.runs.filter((run) => run.protocol === protocol));
  const pair = { protocol, base: runsOf(input.base), now: runsOf(input.new) };
  return pair.base.length + pair.now.length === 0 ? [] : [pair];
}

function judgePair({ protocol, base, now }: Pair, input: CompareInput<Results>, general: readonly string[]) {
  const found = runObstacles(base, now);
  const obstacles = [...general, ...found.obstacles];
  const sides: ComparedSides = { base, new: now, isSound: obstacles.length === 0 };
  const context: GateContext = { obstacles, hasRepeats: hasRepeats(base, now), format: input.format };
  const wanted = input.gates.flatMap((gate) => (gate.kind === 'metric' ? [gate.metric] : []));
  const run: RunComparison = {
    protocol,
    baseVerdicts: base.map(({ verdict }) => verdict),
    newVerdicts: now.map(({ verdict }) => verdict),
    metrics: metricChanges(sides, wanted),
    promises: promiseChanges(base, now),
  };
  const gates = input.gates.map((gate) => ({ ...judgeGate(gate, run, sides, context), protocol }));
  return {
    run,
    gates,
    obstacles: found.obstacles.map((one) => `MQTT ${protocol}: ${one}`),
    notes: found.notes,
  };
}

function judgeGate(gate: Gate, run: RunComparison, sides: ComparedSides, context: GateContext) {
  if (gate.kind === 'metric') return judgeMetricGate(gate, metricChange(sides, gate.metric), context);
  return gate.kind === 'verdict' ? judgeVerdict(gate, run) : judgePromises(gate, run, sides.new);
}

/** Verdicts take the generator's health into account by themselves. */
function judgeVerdict({ text }: Gate, { baseVerdicts, newVerdicts }: RunComparison) {
  const [before, now] = [worstVerdict(baseVerdicts), worstVerdict(newVerdicts)];
  const explanation = `${before} before, ${now} now`;
  const isWorse = now !== before && worstVerdict([before, now]) === now;
  const verdict: Verdict = !isWorse ? 'pass' : now === 'fail' ? 'fail' : 'inconclusive';
  return { text, verdict, explanation };
}

/** A broken promise counts however the run went; that nothing is broken needs a run that looked. */
function judgePromises({ text }: Gate, { promises }: RunComparison, now: readonly RunResult[]) {
  const failing = promises.filter((one) => one.new === 'fail').map(({ id }) => id);
  if (failing.length > 0)
    return { text, verdict: 'fail', explanation: `new: ${failing.join(', ')}` } as const;
  const didLook = now.every(({ check, stopReason }) => {
    const isJudged = check.verdict === 'pass' || check.verdict === 'fail';
    return isJudged && stopReason === 'completed';
  });
  return didLook
    ? ({ text, verdict: 'pass', explanation: 'nothing fails that did not before' } as const)
    : ({ text, verdict: 'inconclusive', explanation: 'not everything was checked now' } as const);
}

function promiseChanges(base: readonly RunResult[], now: readonly RunResult[]): PromiseChange[] {
  const before = promisesOf(base);
  const after = promisesOf(now);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [one, other] = [before.get(id), after.get(id)];
    if (one?.verdict === other?.verdict) return [];
    const title = other?.title ?? one?.title ?? '';
    return [{ id, title, ...(one && { base: one.verdict }), ...(other && { new: other.verdict }) }];
  });
}

function promisesOf(runs: readonly RunResult[]): Map<string, { title: string; verdict: Verdict }> {
  const found = new Map<string, { title: string; verdict: Verdict }>();
  for (const { id, title, verdict } of runs.flatMap(({ check }) => check.invariants)) {
    const known = found.get(id)?.verdict;
    found.set(id, { title, verdict: known === undefined ? verdict : worstVerdict([known, verdict]) });
  }
  return found;
}

function comparedRun({ file, results }: Named<Results>): ComparedResults {
  return {
    file,
    startedAt: results.startedAt,
    toolVersion: results.tool.version,
    target: [...new Set(results.runs.map(({ target }) => target))].join(', '),
    verdict: results.verdict,
  };
}
