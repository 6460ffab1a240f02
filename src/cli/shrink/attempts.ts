import type { Clock } from '../../base/clock.ts';
import { BenchError } from '../../base/errors.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import type { RunResult } from '../../results/model.ts';
import { loadScenario, type LoadOptions } from '../../scenario/load-scenario.ts';
import type { Scenario } from '../../scenario/types.ts';
import { executeScenario } from '../run/execute.ts';
import type { Job } from '../run/prepare.ts';

export interface AttemptsOptions {
  readonly job: Job;
  /** Name of the scenario in messages. */
  readonly file: string;
  readonly load: LoadOptions;
  readonly version: ProtocolVersion;
  readonly invariant: string;
  readonly threads: number | undefined;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Monotonic; no run begins after it. */
  readonly deadlineUs: number;
  readonly triesMax: number;
  /** No run takes longer. */
  readonly runMaxUs: number;
  readonly confirm: number;
  /** Hears of each scenario that was run. */
  readonly onTried: (attempt: Attempt) => void;
}

export interface Attempt {
  /** Runs so far. */
  readonly tries: number;
  readonly failed: boolean;
  readonly scenario: Scenario;
}

/** A target that is out of reach so often in a row does not come back. */
const UNREACHABLE_MAX = 3;

/** Runs smaller scenarios to see whether they still fail: each once, as often and as long as is allowed. */
export class Attempts {
  readonly #options: AttemptsOptions;
  readonly #known = new Map<string, boolean>();
  #unreachable = 0;
  tries = 0;
  /** The last one that failed. */
  smallest: string;

  constructor(start: string, options: AttemptsOptions) {
    this.#options = options;
    this.smallest = start;
    this.#known.set(start, true);
  }

  /** Whether tries and time are used up, or somebody wants it to end. */
  get isOver(): boolean {
    const { signal, clock, deadlineUs, triesMax } = this.#options;
    return signal.aborted || clock.nowUs() >= deadlineUs || this.tries >= triesMax;
  }

  /** The predicate of `shrink`. Throws a BenchError when the target does not answer any more. */
  readonly stillFails = async (text: string): Promise<boolean> => {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const scenario = this.load(text);
    if (scenario === undefined || this.isOver) return false;
    const failed = await this.#failsInARow(scenario);
    this.#known.set(text, failed);
    if (failed) this.smallest = text;
    this.#options.onTried({ tries: this.tries, failed, scenario });
    return failed;
  };

  /** How many of `count` runs fail; budgets do not count here, an interruption does. */
  async replay(text: string, count: number): Promise<{ readonly failed: number; readonly of: number }> {
    const scenario = this.load(text);
    let [failed, of] = [0, 0];
    for (; scenario !== undefined && of < count && !this.#options.signal.aborted; of += 1)
      if (await this.#fails(scenario)) failed += 1;
    return { failed, of };
  }

  /** Undefined for what is no scenario. */
  load(text: string): Scenario | undefined {
    const { file, load } = this.#options;
    const result = loadScenario(text, file, load);
    return result.ok ? result.scenario : undefined;
  }

  async #failsInARow(scenario: Scenario): Promise<boolean> {
    for (let run = 0; run < this.#options.confirm; run += 1) {
      this.tries += 1;
      if (!(await this.#fails(scenario))) return false;
    }
    return true;
  }

  async #fails(scenario: Scenario): Promise<boolean> {
    const run = await this.#run(scenario);
    this.#unreachable = run?.stopReason === 'unreachable' ? this.#unreachable + 1 : 0;
    if (this.#unreachable >= UNREACHABLE_MAX)
      throw new BenchError(
        'unreachable',
        'target-gone',
        `the target is out of reach: ${run?.stopDetail ?? ''}`,
      );
    // What was broken off proves nothing.
    return (
      run !== undefined && run.stopReason !== 'interrupted' && failing(run).includes(this.#options.invariant)
    );
  }

  /** Undefined for what cannot be run at all. */
  async #run(scenario: Scenario): Promise<RunResult | undefined> {
    const { job, version, threads, signal, runMaxUs } = this.#options;
    try {
      const results = await executeScenario({
        ...job,
        ...{ scenario, versions: [version] },
        ...(threads === undefined ? {} : { threads }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(runMaxUs / 1_000))]),
        ...{ onRun: () => () => undefined, onRunEnded: () => undefined },
        ...{ command: '', replay: () => '' },
      });
      return results.runs[0];
    } catch (error) {
      if (error instanceof BenchError && (error.kind === 'usage' || error.kind === 'scenario'))
        return undefined;
      throw error;
    }
  }
}

/** Invariants that the target broke, in the order of the report. */
export function failing({ check }: Pick<RunResult, 'check'>): string[] {
  return check.invariants.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
}
