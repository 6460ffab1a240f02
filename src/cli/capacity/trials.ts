import { BenchError } from '../../base/errors.ts';
import { monotonicClock } from '../../base/clock.ts';
import { hashLabels } from '../../base/random.ts';
import type { MeasuredTrial } from '../../capacity/build.ts';
import { trialOf } from '../../capacity/trial.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import type { Results, RunResult } from '../../results/model.ts';
import { formatProblems } from '../../scenario/format-problems.ts';
import { loadScenario, type LoadOptions } from '../../scenario/load-scenario.ts';
import type { Scenario } from '../../scenario/types.ts';
import type { RunListener } from '../../run/types.ts';
import { delay } from '../../run/wait.ts';
import { LIVE_EVERY_MS, type LiveExport } from '../live/live-export.ts';
import type { ExecuteOptions } from '../run/execute.ts';
import type { Job } from '../run/prepare.ts';
import { replayCommand } from '../run/replay.ts';
import type { RunRequest } from '../run/request.ts';
import type { LoadedScenario } from '../run/scenario-files.ts';
import type { CostProbe } from './cost/cost-probe.ts';
import { CostRecorder } from './cost/cost-recorder.ts';

/** Runs a scenario: the real thing, or one in which time is simulated. */
export type ExecuteScenario = (options: ExecuteOptions) => Promise<Results>;

export interface TrialsOptions {
  readonly one: LoadedScenario;
  readonly job: Job;
  readonly run: RunRequest;
  readonly load: LoadOptions;
  readonly variable: string;
  readonly version: ProtocolVersion;
  readonly signal: AbortSignal;
  readonly probe: CostProbe | undefined;
  readonly execute: ExecuteScenario;
  /** Passes figures on while trials last, where somebody wants them. */
  readonly live?: LiveExport | undefined;
}

/** `gone`: the target is out of reach. `interrupted`: somebody wants it to end. */
export type TrialEnd = 'gone' | 'interrupted';

/** A target that is restarted by its supervisor needs a moment. */
const UNREACHABLE_MAX = 3;
const UNREACHABLE_WAIT_MS = 1_000;

/** Runs the scenario with one load after the other. */
export class Trials {
  readonly #options: TrialsOptions;
  readonly measured: MeasuredTrial[] = [];
  /** What ran, as results call it. */
  target = '';

  constructor(options: TrialsOptions) {
    this.#options = options;
  }

  /** Runs one trial; says how it ended where there is nothing to judge. */
  async try(load: number): Promise<MeasuredTrial | TrialEnd> {
    const seed = hashLabels(this.#options.job.seed, [
      'capacity',
      load,
      this.measured.filter((trial) => trial.load === load).length,
    ]);
    for (let attempt = 1; ; attempt += 1) {
      const trial = await this.#attempt(load, seed);
      if (trial !== 'gone') return trial;
      if (attempt === UNREACHABLE_MAX) return 'gone';
      await delay(UNREACHABLE_WAIT_MS, this.#options.signal);
      if (this.#options.signal.aborted) return 'interrupted';
    }
  }

  async #attempt(load: number, seed: number): Promise<MeasuredTrial | TrialEnd> {
    const number = this.measured.length + 1;
    try {
      const { run, recorder } = await this.#run(load, seed);
      if (run.stopReason === 'interrupted') return 'interrupted';
      if (run.stopReason === 'unreachable') return 'gone';
      this.target = run.target;
      const cost = await recorder?.result();
      return this.#keep({ ...trialOf({ number, seed, run, ...(cost && { cost }) }), load });
    } catch (error) {
      const refused = this.#refusal(error);
      if (refused === undefined) throw error;
      return this.#keep({ ...refused, number, seed, load });
    }
  }

  #keep(trial: MeasuredTrial): MeasuredTrial {
    this.measured.push(trial);
    return trial;
  }

  /** A load that this machine cannot carry, or that the language does not allow, says nothing about the target. */
  #refusal(error: unknown): Omit<MeasuredTrial, 'number' | 'seed' | 'load'> | undefined {
    const isLimit =
      error instanceof BenchError && (error.kind === 'environment' || error.kind === 'scenario');
    // The first load is what the user wrote: what is wrong with it is for the user to hear.
    if (!isLimit || this.measured.length === 0) return undefined;
    return {
      ...{ verdict: 'inconclusive', reasons: [error.message], durationUs: 0, clients: 0 },
      ...{ messagesLost: 0, connectFailed: 0, replay: '' },
    };
  }

  async #run(load: number, seed: number): Promise<{ run: RunResult; recorder: CostRecorder | undefined }> {
    const { one, job, run: request, version, probe, signal, variable, execute, live } = this.#options;
    let recorder: CostRecorder | undefined;
    const results = await execute({
      ...job,
      ...{ scenario: this.#scenario(load), versions: [version], seed, signal },
      ...(request.threads !== undefined && { threads: request.threads }),
      onRun: (plan, targetName) => {
        recorder = probe === undefined ? undefined : new CostRecorder(probe, plan, monotonicClock());
        const measure = recorder?.listen ?? (() => undefined);
        const passOn = live?.listenTo(plan, targetName, { trial: String(this.measured.length + 1) });
        return passOn === undefined ? measure : both(measure, passOn);
      },
      ...(live !== undefined && { metricsEveryMs: LIVE_EVERY_MS }),
      onRunEnded: () => undefined,
      command: '',
      replay: (ran) =>
        replayCommand(
          one.argument,
          { seed, version: ran },
          { ...request, vars: { ...request.vars, [variable]: String(load) } },
        ),
    });
    const [run] = results.runs;
    if (run === undefined) throw new BenchError('internal', 'no-run', 'a trial left no results');
    return { run, recorder };
  }

  #scenario(load: number): Scenario {
    const { one, load: options, variable } = this.#options;
    const vars = { ...options.vars, [variable]: String(load) };
    const result = loadScenario(one.text, one.scenario.file, { ...options, vars });
    if (result.ok) return result.scenario;
    throw new BenchError('scenario', 'bad-load', formatProblems(result.problems, one.text));
  }
}

function both(first: RunListener, second: RunListener): RunListener {
  return (event) => {
    first(event);
    second(event);
  };
}
