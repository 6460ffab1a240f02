import { BenchError } from '../../base/errors.ts';
import { formatDurationUs, parseDurationUs, parseShare } from '../../base/units.ts';
import { needOf, parseNeed, type Need } from '../../capacity/need.ts';
import type { CapacitySpec, NeedSpec } from '../../scenario/capacity-spec.ts';
import { runRequest, wholeNumber, type RunArguments, type RunRequest } from '../run/request.ts';

/** Options of `capacity` as yargs hands them over. */
export interface CapacityArguments extends Omit<RunArguments, 'scenario' | 'dryRun'> {
  readonly scenario: string;
  readonly search?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly precision?: string | undefined;
  readonly repeats?: string | undefined;
  readonly for?: string | undefined;
  readonly pause?: string | undefined;
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

export interface CapacityRequest extends SearchRequest {
  readonly run: RunRequest;
  readonly probe?: CostProbeRequest;
}

/** What options say of the search; what is absent is left to the scenario. */
export interface GivenRequest extends Partial<SearchRequest> {
  readonly run: RunRequest;
  readonly probe?: CostProbeRequest;
}

export interface SearchRequest {
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
}

const DURATION_MAX_US = 7 * 86_400_000_000;
const PAUSE_MAX_US = 3_600_000_000;
const PID_MAX = 4_194_304;
const PRECISION_MIN = 0.001;

/** Throws a BenchError of kind `usage` for options that mean nothing. */
export function givenRequest(
  given: CapacityArguments,
  env: Readonly<Record<string, string | undefined>>,
): GivenRequest {
  const { search, from, to, precision, repeats, pause, need } = given;
  const probe = probeOf(given);
  return {
    run: runRequest({ ...given, dryRun: false, scenario: [given.scenario] }, env),
    ...(search !== undefined && { variable: search }),
    ...(from !== undefined && { from: load('--from', from) }),
    ...(to !== undefined && { to: load('--to', to) }),
    ...(precision !== undefined && { precision: precisionOf(precision) }),
    ...(repeats !== undefined && { repeats: wholeNumber('--repeats', repeats, 1, 99) }),
    ...(given.for !== undefined && { durationMaxUs: duration('--for', given.for, 1, DURATION_MAX_US) }),
    ...(pause !== undefined && { pauseUs: duration('--pause', pause, 0, PAUSE_MAX_US) }),
    ...(need !== undefined && { need: parseNeed(need) }),
    ...(probe !== undefined && { probe }),
  };
}

const USUAL: SearchRequest = {
  variable: 'rate',
  precision: 0.05,
  repeats: 3,
  durationMaxUs: 3_600_000_000,
  pauseUs: 500_000,
};

/** Options override what the scenario says of its search, and that overrides what is usual. */
export function capacityRequest(given: GivenRequest, spec: CapacitySpec = {}): CapacityRequest {
  const { search, for: durationMaxUs, pause: pauseUs, need, ...others } = spec;
  const request = {
    ...USUAL,
    ...others,
    ...(search !== undefined && { variable: search }),
    ...(durationMaxUs !== undefined && { durationMaxUs }),
    ...(pauseUs !== undefined && { pauseUs }),
    ...(need !== undefined && { need: statedNeed(need) }),
    ...given,
  };
  if (request.from !== undefined && request.to !== undefined && request.to <= request.from)
    throw usage('--to needs a number above --from');
  return request;
}

function statedNeed({ devices, every, p99 }: NeedSpec): Need {
  return needOf({ devices, everyUs: every, ...(p99 !== undefined && { p99MaxUs: p99 }) });
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

function load(option: string, text: string): number {
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
