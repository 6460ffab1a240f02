import { randomInt } from 'node:crypto';
import { seededRandom } from '../../base/random.ts';
import type { ConformanceCase } from '../../conformance/case.ts';
import { findCapabilities, type CapabilityOptions } from '../../conformance/capabilities/find.ts';
import { CASES } from '../../conformance/cases/index.ts';
import type { TargetProfile } from '../../conformance/facts.ts';
import type { RightsControl } from '../../conformance/principals.ts';
import { applyExpectations } from '../../conformance/expectations.ts';
import { probeTarget } from '../../conformance/probe-target.ts';
import { versionReport } from '../../conformance/report.ts';
import { isSelected, selectCases, type Selection } from '../../conformance/select.ts';
import { runSuite } from '../../conformance/suite.ts';
import { hostTime } from '../../conformance/time.ts';
import { versionName, type ProtocolVersion } from '../../protocol/constants.ts';
import { renderConformanceJson } from '../../report/conformance/json.ts';
import { renderConformance } from '../../report/conformance/terminal.ts';
import {
  CONFORMANCE_SCHEMA,
  CONFORMANCE_VERSION,
  overallVerdict,
  type ConformanceReport,
  type VersionReport,
} from '../../results/conformance.ts';
import { colorLevel } from '../color.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { packageVersion } from '../package-root.ts';
import { presentError } from '../present-error.ts';
import { redactedCommand } from '../redact.ts';
import { applyBaseline, mendedCases, readBaseline } from './baseline.ts';
import { dialTarget, type DialledTarget } from './dial.ts';
import { startConformanceTarget } from './embedded-target.ts';
import { hookControl } from '../hooks/hook-control.ts';
import { hookRightsOfOne } from '../hooks/hook-rights.ts';
import { optionalProfile, type LoadedProfile } from './profile.ts';
import { replayCase } from './replay.ts';
import {
  answerMsOf,
  concurrencyOf,
  largestPacketOf,
  repeatOf,
  searchesLimits,
  seedOf,
  selectionOf,
  type ConformanceArguments,
} from './request.ts';
import { createRunDirectory } from '../run/run-directory.ts';
import { reportFormatsOf } from '../report/formats.ts';
import { appendJobSummary } from '../report/job-summary.ts';
import { writeReports } from '../report/write-reports.ts';

/** A whole suite takes no longer than its longest case: those above this run only where they are named. */
const CASE_MS_MAX = 10_000;
/** The search for limits begins nothing after that time. */
const SEARCH_MS_MAX = 8_000;

/** Runs the wanted cases in both versions and reports; the exit code says the worst. */
export async function conformance(given: ConformanceArguments, context: CommandContext): Promise<ExitCode> {
  const selection = selectionOf(given);
  const cases = selectCases(CASES, selection);
  if (given.list) {
    list(cases, context);
    return EXIT.pass;
  }
  reportFormatsOf(given);
  const loaded = optionalProfile(given.profile, context.io.env);
  const baseline = given.baseline === undefined ? new Set<string>() : readBaseline(given.baseline);
  const codes: ExitCode[] = [];
  const seed = seedOf(given) ?? randomInt(2 ** 32);
  for (let round = 0; round < repeatOf(given); round += 1)
    codes.push(
      await once(given, context, { loaded, baseline, selection, cases, seed: (seed + round) >>> 0 }),
    );
  return codes.find((code) => code === EXIT.interrupted) ?? worst(codes);
}

interface Round {
  readonly loaded: LoadedProfile;
  readonly baseline: ReadonlySet<string>;
  readonly selection: Selection;
  readonly cases: readonly ConformanceCase[];
  readonly seed: number;
}

async function once(given: ConformanceArguments, context: CommandContext, round: Round): Promise<ExitCode> {
  const url = given.target ?? round.loaded.url;
  const embedded = url === undefined ? await startConformanceTarget() : undefined;
  try {
    const address = url ?? embedded?.url ?? '';
    const loaded = embedded === undefined ? round.loaded : besides(round.loaded, embedded.loaded);
    // The embedded broker has users of its own: credentials are of another target.
    const target =
      embedded === undefined
        ? dialTarget(address, given, context.io.env, loaded)
        : dialTarget(address, { ...given, username: undefined, password: undefined }, {}, loaded);
    const rights = embedded?.rights ?? hookRightsOfOne(loaded.hooks);
    const startedAt = new Date().toISOString();
    const outcome = await runVersions(given, context, { ...round, loaded, target, rights, url: address });
    if (outcome === 'unreachable') {
      context.io.err(
        `Cannot reach ${target.name}.\n` +
          '  hint: Check that the broker runs, the address and port, and credentials or certificates where it wants them.\n',
      );
      return EXIT.unreachable;
    }
    const report: ConformanceReport = {
      schema: CONFORMANCE_SCHEMA,
      version: CONFORMANCE_VERSION,
      tool: { name: 'mqtt-bench', version: packageVersion() },
      startedAt,
      command: redactedCommand(context.argv),
      target: embedded === undefined ? target.name : 'embedded broker',
      seed: round.seed,
      verdict: overallVerdict(outcome, given.strict),
      versions: outcome,
    };
    const told = tell(report, given, context);
    if (context.io.signal.aborted) return EXIT.interrupted;
    return worst([
      { pass: EXIT.pass, fail: EXIT.failed, inconclusive: EXIT.inconclusive }[report.verdict],
      told,
    ]);
  } finally {
    await embedded?.close();
  }
}

/** A profile for the embedded broker keeps what it says of failures and limits; who connects is ours to say. */
function besides(given: LoadedProfile, own: LoadedProfile): LoadedProfile {
  return {
    ...given,
    ...own,
    expectedFailures: given.expectedFailures,
    profile: { ...given.profile, ...own.profile },
  };
}

interface Running extends Round {
  readonly target: DialledTarget;
  readonly rights: RightsControl | undefined;
  readonly url: string;
}

/** What the profile says, with connections to try it. */
function targetProfile({ loaded, target, rights }: Running): TargetProfile {
  return {
    ...loaded.profile,
    ...(target.principal === undefined ? {} : { principal: target.principal }),
    principals: target.principals,
    ...(target.webSocket === undefined ? {} : { webSocket: target.webSocket }),
    ...(rights === undefined ? {} : { rights }),
  };
}

async function runVersions(
  given: ConformanceArguments,
  { io }: CommandContext,
  round: Running,
): Promise<VersionReport[] | 'unreachable'> {
  const { selection, seed, target } = round;
  const reports: VersionReport[] = [];
  const profile = targetProfile(round);
  const versions: readonly ProtocolVersion[] = selection.version === undefined ? [4, 5] : [selection.version];
  for (const version of versions) {
    const token = `q${randomInt(36 ** 5)
      .toString(36)
      .padStart(5, '0')}`;
    const timing = { answerMs: answerMsOf(given), quietMs: 250, graceMs: 10_000 };
    const common = { dial: target.dial, time: hostTime(), timing };
    const probe = await probeTarget({ ...common, version, profile, token: `${token}p` });
    if (probe.kind === 'unreachable') return 'unreachable';
    if (probe.kind === 'unsupported') {
      reports.push({
        version: versionName(version),
        unsupported: probe.reason,
        problems: [],
        durationMs: 0,
        cases: [],
      });
      continue;
    }
    const outcome = await runSuite({
      ...common,
      facts: probe.facts,
      cases: round.cases.filter((one) => one.version === version),
      random: seededRandom(seed),
      token,
      concurrency: concurrencyOf(given),
      ...(selection.ids === undefined ? { caseMsMax: CASE_MS_MAX } : {}),
      knownFailures: new Set(round.loaded.expectedFailures.map(({ id }) => id)),
      signal: io.signal,
      ...restartOf(round.loaded, round.url, io.signal),
    });
    const wants = (statement: string): boolean =>
      isSelected(
        { id: `${statement}/passive`, statement: statement as never, version, title: '', level: 'MUST' },
        selection,
      );
    const found = versionReport(outcome, (id) => replayCase(id, given), wants);
    const judged = applyBaseline(applyExpectations(found, round.loaded.expectedFailures), round.baseline);
    const search = { ...common, facts: probe.facts, token: `${token}l`, signal: io.signal };
    reports.push({ ...judged, ...(await capabilitiesOf(given, search)) });
  }
  return reports;
}

/** What the target can, where that is asked for. */
async function capabilitiesOf(
  given: ConformanceArguments,
  search: Omit<CapabilityOptions, 'packetBytesMax' | 'budgetMs'>,
): Promise<Pick<VersionReport, 'capabilities'>> {
  if (!searchesLimits(given)) return {};
  const packetBytesMax = largestPacketOf(given);
  return { capabilities: await findCapabilities({ ...search, packetBytesMax, budgetMs: SEARCH_MS_MAX }) };
}

/** Starts the target again by the hook of its profile, where there is one. */
function restartOf(
  { hooks }: LoadedProfile,
  url: string,
  signal: AbortSignal,
): { readonly restart?: () => Promise<void> } {
  const { restart } = hooks;
  if (restart === undefined) return {};
  return { restart: () => hookControl({ hooks }, [url]).act('restart', { forUs: 0, signal }) };
}

/** Says and writes it; the exit code is about the writing alone. */
function tell(report: ConformanceReport, given: ConformanceArguments, { io }: CommandContext): ExitCode {
  const { verbose } = given;
  const json = renderConformanceJson(report);
  const text = renderConformance(report, {
    columns: io.columns,
    color: colorLevel('stdout', { wanted: given.color, env: io.env }),
    verbose,
  });
  io.out(given.json ? json : text);
  const mended = mendedCases(report.versions);
  if (mended.length > 0)
    io.err(`failed in the baseline and pass now, so that it can be renewed: ${mended.join(', ')}\n`);
  if (!given.report) return EXIT.pass;
  const directory = createRunDirectory(given.out, 'conformance', report.startedAt);
  const written = writeReports(report, { directory, formats: reportFormatsOf(given), verbose });
  if (!given.json) io.out(`Report: ${directory}\n`);
  appendJobSummary(report, io);
  if (written.error === undefined) return EXIT.pass;
  const { text: problem, exitCode } = presentError(written.error, io.env['MQTT_BENCH_DEBUG'] === '1');
  io.err(problem);
  return exitCode;
}

function list(cases: readonly ConformanceCase[], { io }: CommandContext): void {
  for (const { id, level, title } of cases) io.out(`${id.padEnd(36)} ${level.padEnd(6)} ${title}\n`);
  io.err(`${cases.length} cases\n`);
}

const ORDER: readonly ExitCode[] = [EXIT.failed, EXIT.unreachable, EXIT.inconclusive, EXIT.usage, EXIT.pass];

function worst(codes: readonly ExitCode[]): ExitCode {
  return ORDER.find((code) => codes.includes(code)) ?? EXIT.inconclusive;
}
