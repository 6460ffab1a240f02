import { BenchError } from '../../base/errors.ts';
import { formatDurationUs, parseDurationUs, parseShare } from '../../base/units.ts';
import { parseNeed, type Need } from '../../capacity/need.ts';
import { runRequest, wholeNumber, type RunArguments, type RunRequest } from '../run/request.ts';

/** Options of `capacity` as yargs hands them over. */
export interface CapacityArguments extends Omit<RunArguments, 'scenario' | 'dryRun'> {
  readonly scenario: string;
  readonly search: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly precision: string;
  readonly repeats: string;
  readonly for: string;
  readonly pause: string;
  readonly need?: string | undefined;
  readonly targetPid?: string | undefined;
  readonly targetMetrics?: string | undefined;
  readonly targetSys: boolean;
}

/** Where the target's own cost is read. */
export type CostProbeRequest =
  | { readonly source: 'process'; readonly pid: number }
  | { readonly source: 'prometheus'; readonly url: string }
  | { readonly source: '$SYS' };

export interface CapacityRequest {
  readonly run: RunRequest;
  /** The var that is searched by. */
  readonly variable: string;
  readonly from?: number;
  readonly to?: number;
  readonly precision: number;
  readonly repeats: number;
  readonly durationMaxUs: number;
  /** Between two trials. */
  readonly pauseUs: number;
  readonly need?: Need;
  readonly probe?: CostProbeRequest;
}

const DURATION_MAX_US = 7 * 86_400_000_000;
const PAUSE_MAX_US = 3_600_000_000;
const PID_MAX = 4_194_304;
const PRECISION_MIN = 0.001;

export function capacityRequest(
  given: CapacityArguments,
  env: Readonly<Record<string, string | undefined>>,
): CapacityRequest {
  const from = optionalLoad('--from', given.from);
  const to = optionalLoad('--to', given.to);
  if (from !== undefined && to !== undefined && to <= from) throw usage('--to needs a number above --from');
  const probe = probeOf(given);
  return {
    run: runRequest({ ...given, dryRun: false, scenario: [given.scenario] }, env),
    variable: given.search,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    precision: precisionOf(given.precision),
    repeats: wholeNumber('--repeats', given.repeats, 1, 99),
    durationMaxUs: duration('--for', given.for, 1, DURATION_MAX_US),
    pauseUs: duration('--pause', given.pause, 0, PAUSE_MAX_US),
    ...(given.need !== undefined && { need: parseNeed(given.need) }),
    ...(probe !== undefined && { probe }),
  };
}

function probeOf({ targetPid, targetMetrics, targetSys }: CapacityArguments): CostProbeRequest | undefined {
  const count = [targetPid, targetMetrics, targetSys ? '' : undefined].filter(
    (one) => one !== undefined,
  ).length;
  if (count > 1) throw usage('--target-pid, --target-metrics and --target-sys exclude each other');
  if (targetPid !== undefined)
    return { source: 'process', pid: wholeNumber('--target-pid', targetPid, 1, PID_MAX) };
  if (targetMetrics !== undefined) return { source: 'prometheus', url: metricsUrl(targetMetrics) };
  return targetSys ? { source: '$SYS' } : undefined;
}

function metricsUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href;
  throw usage('--target-metrics needs a URL such as http://broker:9464/metrics');
}

function optionalLoad(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,10}(?:\.\d{1,6})?$/u.test(text) ? Number(text) : 0;
  if (value > 0) return value;
  throw usage(`${option} needs a number above 0, not ${text}`);
}

function precisionOf(text: string): number {
  const share = parseShare(text);
  if (share !== undefined && share >= PRECISION_MIN && share <= 1) return share;
  throw usage(`--precision needs a share such as 5%, not ${text}`);
}

function duration(option: string, text: string, minUs: number, maxUs: number): number {
  const us = parseDurationUs(text);
  if (us !== undefined && us >= minUs && us <= maxUs) return us;
  throw new BenchError('usage', 'bad-option', `${option} needs a time such as 30min, not ${text}`, {
    hint: `at most ${formatDurationUs(maxUs)}`,
  });
}

function usage(message: string): BenchError {
  return new BenchError('usage', 'bad-option', message);
}
