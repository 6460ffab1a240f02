import { buildCapacity, outcomesOf } from '../../capacity/build.ts';
import { nextStep, type SearchSettings } from '../../capacity/search.ts';
import { monotonicClock } from '../../base/clock.ts';
import { BenchError } from '../../base/errors.ts';
import { versionName, type ProtocolVersion } from '../../protocol/constants.ts';
import type { CapacityReport, CapacitySearch } from '../../results/capacity.ts';
import { delay } from '../../run/wait.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { packageVersion } from '../package-root.ts';
import { LiveExport } from '../live/live-export.ts';
import { liveRequest } from '../live/request.ts';
import { redactedCommand } from '../redact.ts';
import { rowsReader } from '../rows.ts';
import { hostFacts } from '../run/host-facts.ts';
import { executeScenario } from '../run/execute.ts';
import { prepare, type Job } from '../run/prepare.ts';
import { loadScenarios, type LoadedScenario } from '../run/scenario-files.ts';
import type { CostProbe } from './cost/cost-probe.ts';
import { openProbe } from './cost/open-probe.ts';
import { publishCapacity, reportDirectory } from './publish.ts';
import { capacityRequest, givenRequest, type CapacityArguments, type CapacityRequest } from './request.ts';
import { trialLine } from './say.ts';
import { searchSettings } from './settings.ts';
import { Trials, type ExecuteScenario } from './trials.ts';

/** Searches for the highest load that holds, and reports it. `execute` runs one trial. */
export async function capacity(
  given: CapacityArguments,
  context: CommandContext,
  execute: ExecuteScenario = executeScenario,
): Promise<ExitCode> {
  const { io } = context;
  const options = givenRequest(given, io.env);
  const { version, vars } = options.run;
  const load = { vars, env: io.env, readRows: rowsReader(), ...(version && { versions: [version] }) };
  const loaded = loadScenarios(options.run.scenarios, load);
  if (!loaded.ok) {
    io.err(loaded.problems);
    return EXIT.usage;
  }
  const [one] = loaded.scenarios;
  if (one === undefined) return EXIT.usage;
  const request = capacityRequest(options, one.scenario.capacity);
  const settings = searchSettings(request, one.scenario);
  const job = prepare(one, request.run, io.env);
  const directory = reportDirectory(request.run, one.scenario.name);
  const live = await LiveExport.start(liveRequest(given, io.env), io);
  let probe: CostProbe | undefined;
  try {
    probe = await openProbe(request, job);
    const report = await new Search({ one, job, request, settings, probe, context, execute, live }).run();
    return publishCapacity(report, { request: request.run, io, directory });
  } finally {
    await live?.close();
    await probe?.close();
  }
}

interface SearchOptions {
  readonly one: LoadedScenario;
  readonly job: Job;
  readonly request: CapacityRequest;
  readonly settings: SearchSettings;
  readonly probe: CostProbe | undefined;
  readonly context: CommandContext;
  readonly execute: ExecuteScenario;
  readonly live: LiveExport | undefined;
}

/** Takes trial after trial until the search says that it has ended, or must end. */
class Search {
  readonly #options: SearchOptions;
  readonly #trials: Trials;
  readonly #version: ProtocolVersion;
  readonly #clock = monotonicClock();

  constructor(options: SearchOptions) {
    this.#options = options;
    const { one, job, request, probe, context, execute, live } = options;
    this.#version = job.versions.includes(5) ? 5 : (job.versions[0] ?? 5);
    this.#trials = new Trials({
      ...{
        one,
        job,
        run: request.run,
        variable: request.variable,
        version: this.#version,
        probe,
        execute,
        live,
      },
      load: {
        vars: request.run.vars,
        env: context.io.env,
        readRows: rowsReader(),
        versions: [this.#version],
      },
      signal: context.io.signal,
    });
  }

  async run(): Promise<CapacityReport> {
    const startedAt = new Date().toISOString();
    const startedUs = this.#clock.nowUs();
    const ended = await this.#search(startedUs);
    const { one, job, request, settings, probe, context } = this.#options;
    const { name, description, file, hash, thresholds } = one.scenario;
    return buildCapacity({
      ...{ toolVersion: packageVersion(), command: redactedCommand(context.argv), startedAt },
      durationUs: this.#clock.nowUs() - startedUs,
      scenario: { name, description, file, hash, seed: job.seed },
      ...{ host: hostFacts(), target: this.#trials.target, protocol: versionName(this.#version) },
      ...{
        variable: request.variable,
        thresholds: thresholds.map(({ check }) => check.text),
        settings,
        ended,
      },
      ...{ trials: this.#trials.measured, costSource: probe?.source, costNotes: probe?.notes() ?? [] },
      ...(request.need !== undefined && { need: request.need }),
    });
  }

  async #search(startedUs: number): Promise<CapacitySearch['ended']> {
    const { request, settings, context } = this.#options;
    const { signal } = context.io;
    const { measured } = this.#trials;
    for (;;) {
      const step = nextStep(outcomesOf(measured), settings);
      if (step.kind === 'done') return 'complete';
      if (signal.aborted) return 'interrupted';
      if (this.#clock.nowUs() - startedUs >= request.durationMaxUs) return 'budget';
      if (measured.length > 0) await delay(request.pauseUs / 1_000, signal);
      const trial = await this.#trials.try(step.load);
      if (trial === 'interrupted') return 'interrupted';
      if (trial === 'gone') return this.#gone();
      this.#say(trialLine(trial, request.variable));
    }
  }

  #gone(): 'target-gone' {
    if (this.#trials.measured.length > 0) return 'target-gone';
    throw new BenchError(
      'unreachable',
      'unreachable',
      'the target is out of reach: no client could connect',
      {
        hint: 'Check that the broker runs, the address and port, and credentials or certificates where it wants them.',
      },
    );
  }

  #say(line: string): void {
    const { request, context } = this.#options;
    if (!request.run.quiet) context.io.err(`${line}\n`);
  }
}
