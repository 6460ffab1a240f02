import { describePlan } from '../../plan/describe.ts';
import type { Plan } from '../../plan/types.ts';
import { versionName } from '../../protocol/constants.ts';
import { printable } from '../../report/printable.ts';
import { renderJson } from '../../report/json.ts';
import { renderTerminal } from '../../report/terminal.ts';
import type { Results } from '../../results/model.ts';
import type { RunListener } from '../../run/types.ts';
import { colorLevel } from '../color.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, exitCodeOf, worstExitCode } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { LIVE_EVERY_MS, LiveExport } from '../live/live-export.ts';
import { liveRequest } from '../live/request.ts';
import { presentError } from '../present-error.ts';
import { Progress } from '../progress.ts';
import { redactedCommand } from '../redact.ts';
import { appendJobSummary } from '../report/job-summary.ts';
import { renderContext, writeReports, type WrittenReports } from '../report/write-reports.ts';
import { rowsReader } from '../rows.ts';
import { conformanceArguments } from '../conformance/from-scenario.ts';
import { executeScenario, planOf } from './execute.ts';
import { prepare, type Job } from './prepare.ts';
import { replayCommand } from './replay.ts';
import { runRequest } from './request.ts';
import type { RunArguments, RunRequest } from './request.ts';
import { createRunDirectory } from './run-directory.ts';
import { loadScenarios, type LoadedScenario } from './scenario-files.ts';

/** Checks every scenario, then runs one after the other; the worst result is the exit code. */
export async function run(given: RunArguments, context: CommandContext): Promise<ExitCode> {
  const { io } = context;
  const request = runRequest(given, io.env);
  const loaded = loadScenarios(request.scenarios, {
    vars: request.vars,
    env: io.env,
    readRows: rowsReader(),
    ...(request.version === undefined ? {} : { versions: [request.version] }),
  });
  if (!loaded.ok) {
    io.err(loaded.problems);
    return EXIT.usage;
  }
  const asked = liveRequest(given, io.env);
  const works = loaded.scenarios.map((one) => workOf(one, request, context));
  const live = request.dryRun ? undefined : await LiveExport.start(asked, io);
  const codes: ExitCode[] = [];
  try {
    for (const work of works) {
      codes.push(await work(live));
      if (io.signal.aborted) break;
    }
  } finally {
    await live?.close();
  }
  return worstExitCode(codes);
}

type Work = (live: LiveExport | undefined) => Promise<ExitCode>;

/** What a scenario asks for, checked: to be called when it is its turn. A dry run only shows it. */
function workOf(one: LoadedScenario, request: RunRequest, context: CommandContext): Work {
  const { conformance: spec } = one.scenario;
  if (spec !== undefined) {
    const given = conformanceArguments(one.scenario, spec, request);
    return async () => {
      const { conformance } = await import('../conformance/conformance-command.ts');
      return conformance(given, context);
    };
  }
  const job = prepare(one, request, context.io.env);
  if (!request.dryRun) return (live) => runJob(job, request, { ...context, live });
  return () => {
    dryRun(job, context.io);
    return Promise.resolve(EXIT.pass);
  };
}

function dryRun(job: Job, io: Io): void {
  for (const version of job.versions) io.out(printableLines(describePlan(planOf(version, job))));
}

interface JobContext extends CommandContext {
  readonly live: LiveExport | undefined;
}

async function runJob(job: Job, request: RunRequest, { io, argv, live }: JobContext): Promise<ExitCode> {
  const { argument, scenario, seed } = job;
  const startedAt = new Date().toISOString();
  const directory =
    request.out === undefined ? undefined : createRunDirectory(request.out, scenario.name, startedAt);
  const progress = progressOf(request, io, live);
  const results = await executeScenario({
    ...job,
    ...(request.threads !== undefined && { threads: request.threads }),
    signal: io.signal,
    onRun: progress.begin,
    onRunEnded: progress.end,
    ...(live !== undefined && { metricsEveryMs: LIVE_EVERY_MS }),
    command: redactedCommand(argv),
    replay: (version) => replayCommand(argument, { seed, version }, request),
  });
  return publish(results, { request, io, directory });
}

interface Publication {
  readonly request: RunRequest;
  readonly io: Io;
  readonly directory: string | undefined;
}

/** Files first, so that the report can name them; the report even when they cannot be written. */
function publish(results: Results, { request, io, directory }: Publication): ExitCode {
  const code = exitCodeOf(results);
  const written: WrittenReports =
    directory === undefined
      ? { files: [] }
      : writeReports(results, { directory, formats: request.reportFormats });
  if (directory !== undefined) appendJobSummary(results, io);
  show(results, written.files, { request, io, code });
  if (written.error === undefined) return code;
  const { text, exitCode } = presentError(written.error, io.env['MQTT_BENCH_DEBUG'] === '1');
  io.err(text);
  return worstExitCode([code, exitCode]);
}

function show(
  results: Results,
  files: readonly string[],
  { request, io, code }: Pick<Publication, 'request' | 'io'> & { readonly code: ExitCode },
): void {
  if (request.json) {
    io.out(renderJson(results));
    return;
  }
  if (code === EXIT.unreachable) {
    io.err(unreachableText(results));
    return;
  }
  const color = colorLevel('stdout', { wanted: request.color, env: io.env });
  const { clauseText } = renderContext();
  io.out(renderTerminal(results, { colorLevel: color, width: io.columns, files, clauseText }));
}

/** Nothing was measured, so there is nothing to show but the reason. */
function unreachableText(results: Results): string {
  const run = results.runs.find(({ stopReason }) => stopReason === 'unreachable');
  const reason = printable(run?.stopDetail ?? 'no client could connect');
  return [
    `Cannot reach ${printable(run?.target ?? 'the target')}: ${reason}.`,
    '  hint: Check that the broker runs, the address and port, and credentials or certificates where it wants them.',
    '',
  ].join('\n');
}

interface RunProgress {
  readonly begin: (plan: Plan, targetName: string) => RunListener;
  readonly end: () => void;
}

function progressOf(request: RunRequest, io: Io, live: LiveExport | undefined): RunProgress {
  let current: Progress | undefined;
  return {
    begin: (plan, targetName) => {
      const title = `${plan.name}, MQTT ${versionName(plan.version)}`;
      const passOn = live?.listenTo(plan, targetName) ?? (() => undefined);
      if (request.quiet) return passOn;
      io.err(printable(`${title}: ${plan.clientCount} clients on ${targetName}, seed ${plan.seed}`) + '\n');
      const shown = new Progress({ write: io.err, isTty: io.errIsTty, columns: io.columns, title });
      current = shown;
      return (event) => {
        shown.listen(event);
        passOn(event);
      };
    },
    end: () => current?.stop(),
  };
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
