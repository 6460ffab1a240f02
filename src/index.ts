/**
 * mqtt-bench as a library: run a scenario, get its results, render them.
 *
 *   const results = await runScenario(await readFile('qos2.yaml', 'utf8'), { target: 'mqtt://broker:1883' });
 *   const text = renderTerminal(results, { colorLevel: 0, width: 100 });
 */
import { BenchError } from './base/errors.ts';
import { executeScenario, randomSeed } from './cli/run/execute.ts';
import { replayCommand } from './cli/run/replay.ts';
import { targetOverride } from './cli/run/target.ts';
import { rowsReader } from './cli/rows.ts';
import type { Results } from './results/model.ts';
import type { RunListener } from './run/types.ts';
import { formatProblems } from './scenario/format-problems.ts';
import { loadScenario } from './scenario/load-scenario.ts';
import type { Scenario } from './scenario/types.ts';

export { BenchError } from './base/errors.ts';
export type { ErrorKind } from './base/errors.ts';
export { renderJson } from './report/json.ts';
export { renderTerminal } from './report/terminal.ts';
export type { TerminalOptions } from './report/terminal.ts';
export type * from './results/model.ts';
export { parseResults } from './results/parse.ts';
export type { ProgressSample, RunEvent, RunListener } from './run/types.ts';

export interface RunScenarioOptions {
  /** What the scenario is called in messages and results; `scenario.yaml` where absent. */
  readonly file?: string;
  /** URL of the broker, or those of the nodes of a cluster; the scenario's target, else the embedded broker where absent. */
  readonly target?: string | readonly string[];
  readonly username?: string;
  readonly password?: string;
  /** Paths of PEM files. `insecure` switches the verification of the target's certificate off. */
  readonly tls?: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly insecure?: true;
  };
  /** Run with this version only. */
  readonly protocol?: '3.1.1' | '5.0';
  /** Values for declared vars. */
  readonly vars?: Readonly<Record<string, string>>;
  /** What `${env.NAME}` reads; nothing where absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** 32 bits; the scenario's, else a random one where absent. */
  readonly seed?: number;
  /** Threads that share the clients; 1 where absent, in the caller's own thread. */
  readonly threads?: number;
  /** Ends the run early, in good order and with results of what ran. */
  readonly signal?: AbortSignal;
  readonly listener?: RunListener;
}

/**
 * Runs the scenario in `yaml` once for each of its protocol versions. A target that breaks promises or is out of reach is in
 * the results, not an error. Throws a {@link BenchError} of kind `scenario` that lists every problem of the text, or of kind
 * `usage` for unusable options.
 */
export async function runScenario(yaml: string, options: RunScenarioOptions = {}): Promise<Results> {
  const { file = 'scenario.yaml', vars = {}, threads, signal, listener } = options;
  const scenario = checkedScenario(yaml, file, options);
  const seed = options.seed ?? scenario.seed ?? randomSeed();
  const request = {
    targets: typeof options.target === 'string' ? [options.target] : (options.target ?? []),
    tls: options.tls ?? {},
    vars,
    ...(options.username !== undefined && { username: options.username }),
    ...(options.password !== undefined && { password: options.password }),
  };
  return executeScenario({
    scenario,
    versions: options.protocol === undefined ? scenario.versions : [options.protocol === '5.0' ? 5 : 4],
    seed,
    target: targetOverride(request, scenario),
    signal: signal ?? new AbortController().signal,
    ...(threads !== undefined && { threads }),
    onRun: () => listener ?? (() => undefined),
    onRunEnded: () => undefined,
    command: 'runScenario()',
    replay: (version) => replayCommand(file, { seed, version }, request),
  });
}

function checkedScenario(yaml: string, file: string, options: RunScenarioOptions): Scenario {
  const { vars = {}, env = {}, protocol } = options;
  const versions =
    protocol === undefined ? {} : { versions: [protocol === '5.0' ? (5 as const) : (4 as const)] };
  const result = loadScenario(yaml, file, { vars, env, readRows: rowsReader(), ...versions });
  if (result.ok && result.scenario.conformance !== undefined)
    throw new BenchError(
      'usage',
      'conformance-scenario',
      `${file} is the conformance suite, which has a report of its own`,
      {
        hint: 'run it with `mqtt-bench run` or `mqtt-bench conformance`',
      },
    );
  if (result.ok) return result.scenario;
  throw new BenchError('scenario', 'bad-scenario', formatProblems(result.problems, yaml));
}
