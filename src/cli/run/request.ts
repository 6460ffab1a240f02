import { BenchError } from '../../base/errors.ts';
import type { LiveArguments } from '../live/request.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import type { ReportFormat } from '../../report/report-file.ts';
import { reportFormatsOf } from '../report/formats.ts';

/** Options of `run` as yargs hands them over. */
export interface RunArguments extends LiveArguments {
  readonly scenario: readonly string[];
  readonly target?: readonly string[] | undefined;
  readonly protocol?: string | undefined;
  readonly var?: readonly string[] | undefined;
  readonly seed?: string | undefined;
  readonly threads?: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly out: string;
  readonly report: boolean;
  readonly reportFormats?: string | undefined;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly insecure: boolean;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly profile?: string | undefined;
}

/** What the user asked for, command line and environment put together. */
export interface RunRequest {
  /** Files, or names of scenarios that ship. */
  readonly scenarios: readonly string[];
  /** URLs as given, maybe with credentials. */
  readonly targets: readonly string[];
  readonly version?: ProtocolVersion;
  readonly vars: Readonly<Record<string, string>>;
  readonly seed?: number;
  readonly threads?: number;
  readonly dryRun: boolean;
  readonly json: boolean;
  /** Where run directories go; absent: nothing is written. */
  readonly out?: string;
  /** Absent: every format. */
  readonly reportFormats?: readonly ReportFormat[];
  readonly color: boolean;
  readonly quiet: boolean;
  readonly tls: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly insecure?: true;
  };
  readonly username?: string;
  readonly password?: string;
  /** File, or name of one that ships. */
  readonly profile?: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const SEED_MAX = 0xffff_ffff;
const THREADS_MAX = 256;

/** The command line wins over MQTT_BENCH_TARGET, MQTT_BENCH_USERNAME and MQTT_BENCH_PASSWORD. */
export function runRequest(given: RunArguments, env: Env): RunRequest {
  const username = given.username ?? nonEmpty(env['MQTT_BENCH_USERNAME']);
  const password = given.password ?? nonEmpty(env['MQTT_BENCH_PASSWORD']);
  const seed = given.seed === undefined ? undefined : wholeNumber('--seed', given.seed, 0, SEED_MAX);
  const threads = parseThreads(given.threads);
  const formats = reportFormatsOf(given);
  return {
    scenarios: given.scenario,
    targets: targetsOf(given.target, env),
    ...(given.protocol !== undefined && { version: given.protocol === '5.0' ? 5 : 4 }),
    vars: parseVars(given.var ?? []),
    ...(seed !== undefined && { seed }),
    ...(threads !== undefined && { threads }),
    dryRun: given.dryRun,
    json: given.json,
    ...(given.report && { out: given.out }),
    ...(formats !== undefined && { reportFormats: formats }),
    color: given.color,
    quiet: given.quiet,
    tls: tlsOf(given),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(given.profile !== undefined && { profile: given.profile }),
  };
}

function tlsOf({ ca, cert, key, insecure }: RunArguments): RunRequest['tls'] {
  if ((cert === undefined) !== (key === undefined)) {
    throw usage(
      '--cert and --key belong together',
      'give both: the certificate, and the private key it is for',
    );
  }
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(insecure && { insecure }),
  };
}

export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const number = /^\d{1,10}$/u.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw usage(`${option} needs a whole number from ${min} to ${max}, not ${text}`);
}

export function parseThreads(text: string | undefined): number | undefined {
  return text === undefined ? undefined : wholeNumber('--threads', text, 1, THREADS_MAX);
}

/** URLs as given, else those of MQTT_BENCH_TARGET. */
export function targetsOf(given: readonly string[] | undefined, env: Env): readonly string[] {
  return given ?? listOf(env['MQTT_BENCH_TARGET']);
}

export function parseVars(assignments: readonly string[]): Record<string, string> {
  const vars: Record<string, string> = {};
  for (const assignment of assignments) {
    const at = assignment.indexOf('=');
    if (at < 1) throw usage('--var needs a name and a value', 'write --var name=value');
    vars[assignment.slice(0, at)] = assignment.slice(at + 1);
  }
  return vars;
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function usage(message: string, hint?: string): BenchError {
  return new BenchError('usage', 'bad-option', message, hint === undefined ? {} : { hint });
}
