/** Runs a scenario in this process against a given target: what `mqtt-bench run` does, without its terminal. */
import { readFileSync } from 'node:fs';
import { monotonicClock } from '../../src/base/clock.ts';
import { planScenario } from '../../src/plan/plan-scenario.ts';
import type { Plan } from '../../src/plan/types.ts';
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import { runPlan } from '../../src/run/run-plan.ts';
import type { Rights, RunListener, RunOutcome } from '../../src/run/types.ts';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import { formatProblems } from '../../src/scenario/format-problems.ts';

export interface ScenarioRun {
  readonly url: string;
  readonly version: ProtocolVersion;
  readonly vars?: Readonly<Record<string, string>>;
  readonly seed?: number;
  readonly threads?: number;
  readonly threadSilentMaxS?: number;
  readonly signal?: AbortSignal;
  readonly listener?: RunListener;
  readonly rights?: Rights;
}

export function planText(text: string, file: string, run: ScenarioRun): Plan {
  const loaded = loadScenario(text, file, { vars: run.vars ?? {}, env: {} });
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems, text));
  const seed = run.seed ?? 1;
  return planScenario(loaded.scenario, {
    version: run.version,
    seed,
    runId: seed + 1,
    target: { urls: [run.url] },
  });
}

export async function runText(text: string, run: ScenarioRun): Promise<RunOutcome> {
  return runPlan({
    plan: planText(text, 'test.yaml', run),
    clock: monotonicClock(),
    signal: run.signal ?? new AbortController().signal,
    listener: run.listener ?? (() => undefined),
    ...(run.threads === undefined ? {} : { threads: run.threads }),
    ...(run.rights === undefined ? {} : { rights: run.rights }),
    ...(run.threadSilentMaxS === undefined ? {} : { threadSilentMaxS: run.threadSilentMaxS }),
  });
}

/** One of the scenarios that ship, by its name. */
export function runShipped(name: string, run: ScenarioRun): Promise<RunOutcome> {
  return runText(readFileSync(`scenarios/${name}.yaml`, 'utf8'), run);
}

/** What a failing test should print: the findings, not a wall of numbers. */
export function summary(outcome: RunOutcome): string {
  const findings = outcome.check.findings.map(
    ({ invariant, status, summary: text, actual, count }) =>
      `${status} ${invariant} ×${count}: ${text} (${actual})`,
  );
  const problems = outcome.steps.flatMap(({ path, problems: sentences }) =>
    sentences.map((each) => `${path}: ${each}`),
  );
  return [outcome.stopReason, outcome.stopDetail ?? '', ...problems, ...findings].join('\n');
}
