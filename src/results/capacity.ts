/** The versioned model of a capacity search: what `capacity.json` holds and every reporter of it reads. */
import type { HistogramSummary } from '../metrics/types.ts';
import type { HostFacts, ProtocolName, ScenarioFacts, ToolFacts, Verdict } from './model.ts';

export const CAPACITY_SCHEMA = 'mqtt-bench/capacity';
export const CAPACITY_VERSION = 1;

export const ANSWER_KINDS = ['knee', 'at-least', 'at-most', 'none'] as const;
export const ANSWER_LIMITS = ['target', 'promise', 'generator', 'range'] as const;
export const SEARCH_ENDS = ['complete', 'interrupted', 'budget', 'target-gone'] as const;
export const POINT_VERDICTS = ['held', 'missed', 'broken', 'inconclusive'] as const;
export const COST_SOURCES = ['process', 'prometheus', '$SYS'] as const;
export const CONCURRENCY_KINDS = ['clients', 'under-way'] as const;
export const USL_LIMITS = ['contention', 'coherency', 'none-seen'] as const;
export const NEED_VERDICTS = ['met', 'met-in-part', 'not-met', 'unknown'] as const;

/**
 * `held`: all thresholds and checkers passed. `missed`: a threshold, a step or the intended rate was. `broken`: what MQTT
 * promises was broken. `inconclusive`: the generator or chance had a part in it.
 */
export type PointVerdict = (typeof POINT_VERDICTS)[number];

export interface CapacityReport {
  readonly schema: typeof CAPACITY_SCHEMA;
  readonly version: typeof CAPACITY_VERSION;
  /** fail: a promise was broken, or the need is not met. inconclusive: no knee of the target was found. */
  readonly verdict: Verdict;
  /** Sentences that say why it is not a pass. */
  readonly verdictReasons: readonly string[];
  readonly tool: ToolFacts;
  /** As typed, secrets replaced. */
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationUs: number;
  readonly scenario: ScenarioFacts;
  readonly host: HostFacts;
  readonly target: string;
  readonly protocol: ProtocolName;
  readonly search: CapacitySearch;
  readonly answer: CapacityAnswer;
  /** By load, the lowest first. */
  readonly points: readonly CapacityPoint[];
  readonly scalability: ScalabilityResult;
  readonly cost: CostResult;
  readonly need?: NeedResult;
  /** What one has to know to read the figures. */
  readonly caveats: readonly string[];
}

export interface CapacitySearch {
  /** The var of the scenario whose value is the load. */
  readonly variable: string;
  readonly start: number;
  readonly min: number;
  readonly max: number;
  /** Width of the bracket that was asked for, in parts of its lower end. */
  readonly precision: number;
  readonly repeats: number;
  /** Criteria of the scenario, as written. */
  readonly thresholds: readonly string[];
  readonly ended: (typeof SEARCH_ENDS)[number];
}

/** Loads are values of the searched var. */
export interface CapacityAnswer {
  /**
   * `knee`: `held` holds and `failed` does not. `at-least`: nothing failed. `at-most`: nothing held. `none`: nothing is known.
   */
  readonly kind: (typeof ANSWER_KINDS)[number];
  readonly limit?: (typeof ANSWER_LIMITS)[number];
  /** The bracket is as narrow as was asked for, and most repeats agree on both of its ends. */
  readonly isSettled: boolean;
  /** The highest load that holds, with every load that fails above it. */
  readonly held?: number;
  /** The lowest load that fails. */
  readonly failed?: number;
  /** Every trial held up to here. */
  readonly low?: number;
  /** Every trial failed here, and none held above. */
  readonly high?: number;
  /** False: some load held above one that failed. */
  readonly isMonotonic: boolean;
  /** How often the two ends of the bracket held, of their conclusive trials. */
  readonly heldTrials?: TrialShare;
  readonly failedTrials?: TrialShare;
  /** Measured at `held`: the median of its trials that held. */
  readonly publishedPerSecond?: number;
  readonly deliveredPerSecond?: number;
  readonly clients?: number;
}

export interface TrialShare {
  readonly held: number;
  readonly of: number;
}

export interface CapacityPoint {
  readonly load: number;
  readonly verdict: PointVerdict;
  readonly trials: readonly CapacityTrial[];
}

export interface CapacityTrial {
  /** From 1, in the order in which they ran. */
  readonly number: number;
  readonly verdict: PointVerdict;
  /** Sentences; empty where it held. */
  readonly reasons: readonly string[];
  readonly seed: number;
  readonly durationUs: number;
  readonly clients: number;
  /** Absent where nothing was published. */
  readonly rates?: TrialRates;
  readonly messagesLost: number;
  readonly connectFailed: number;
  /** From the intended time to the receipt. */
  readonly e2e?: HistogramSummary;
  /** From the intended time to the acknowledgement. */
  readonly publish?: HistogramSummary;
  readonly connect?: HistogramSummary;
  /** Messages under way at once on average, by Little's law; absent where no latency was measured. */
  readonly underWay?: number;
  readonly cost?: TrialCost;
  /** A command that repeats this trial alone, secrets left out. */
  readonly replay: string;
}

/** Per second of steady time. */
export interface TrialRates {
  readonly intended: number;
  readonly published: number;
  readonly acknowledged: number;
  readonly delivered: number;
}

/** What the target needed while messages flowed. */
export interface TrialCost {
  /** CPU-seconds a second. */
  readonly cpuPerSecond?: number;
  /** In and out, over the same time. */
  readonly messagesPerSecond?: number;
  /** Once all connections were there and before the first message. */
  readonly connections?: number;
  readonly memoryBytes?: number;
}

/** The Universal Scalability Law: X(N) = λN / (1 + σ(N − 1) + κN(N − 1)). */
export type ScalabilityResult =
  { readonly fitted: false; readonly reason: string } | ({ readonly fitted: true } & ScalabilityFit);

export interface ScalabilityFit {
  /** What N is: clients, or messages that are under way at once (throughput × mean latency). */
  readonly concurrency: (typeof CONCURRENCY_KINDS)[number];
  readonly lambda: FittedParameter;
  readonly sigma: FittedParameter;
  readonly kappa: FittedParameter;
  readonly rSquared: number;
  /** Residual standard error, messages per second. */
  readonly residualError?: number;
  readonly samples: readonly ScalabilitySample[];
  /** Where the fitted curve is highest. */
  readonly peak?: { readonly n: number; readonly x: number; readonly isExtrapolated: boolean };
  /** What the fitted curve tends to where it never falls. */
  readonly asymptote?: number;
  readonly limitedBy: (typeof USL_LIMITS)[number];
  /** Sentences for people. */
  readonly reading: readonly string[];
}

export interface FittedParameter {
  readonly value: number;
  /** 95 % confidence; absent where the value lies at the edge of its range, or the points do not tell. */
  readonly low?: number;
  readonly high?: number;
}

export interface ScalabilitySample {
  readonly trial: number;
  readonly n: number;
  readonly x: number;
  readonly fitted: number;
}

/** What a message and a connection cost the target. */
export interface CostResult {
  readonly source?: (typeof COST_SOURCES)[number];
  /** Slope of CPU time over messages in and out. */
  readonly cpuSecondsPerMillion: Estimate;
  readonly messagesPerCpuSecond: Estimate;
  /** Slope of memory over connections. */
  readonly bytesPerConnection: Estimate;
  /** CPU-seconds a second without any message, by the same line. */
  readonly idleCpu?: number;
}

/** A figure, or why there is none. */
export type Estimate =
  | { readonly measured: false; readonly reason: string }
  | {
      readonly measured: true;
      readonly value: number;
      readonly low?: number;
      readonly high?: number;
      /** Readings behind it. */
      readonly count: number;
    };

export interface NeedResult {
  /** As typed. */
  readonly text: string;
  readonly devices: number;
  readonly everyUs: number;
  readonly p99MaxUs?: number;
  /** `devices / every`. */
  readonly messagesPerSecond: number;
  readonly verdict: (typeof NEED_VERDICTS)[number];
  /** Published messages per second at the highest load that held within the latency asked for. */
  readonly available?: number;
  /** `available` in parts of what is needed. */
  readonly headroom?: number;
  /** So many such brokers, were each as good as this one: extrapolation. */
  readonly brokers?: number;
  /** Sentences for people, the answer first. */
  readonly sentences: readonly string[];
}

/** Throughput by the fitted law at a concurrency of `n`. */
export function scalabilityAt(
  { lambda, sigma, kappa }: Pick<ScalabilityFit, 'lambda' | 'sigma' | 'kappa'>,
  n: number,
): number {
  return (lambda.value * n) / (1 + sigma.value * (n - 1) + kappa.value * n * (n - 1));
}

/** What one shows of a point: medians, and the worst latency of all its conclusive trials. */
export interface PointFigures {
  readonly clients: number;
  readonly intended?: number;
  readonly published?: number;
  readonly delivered?: number;
  readonly lost: number;
  readonly e2eP50Us?: number;
  readonly e2eP99Us?: number;
  readonly cpuPerSecond?: number;
}

export function pointFigures({ trials }: CapacityPoint): PointFigures {
  const conclusive = trials.filter(({ verdict }) => verdict !== 'inconclusive');
  const told = conclusive.length > 0 ? conclusive : trials;
  const rate = (pick: (rates: TrialRates) => number): number | undefined =>
    median(told.flatMap(({ rates }) => (rates === undefined ? [] : [pick(rates)])));
  const worst = (pick: (summary: HistogramSummary) => number): number | undefined => {
    const values = told.flatMap(({ e2e }) => (e2e === undefined ? [] : [pick(e2e)]));
    return values.length === 0 ? undefined : Math.max(...values);
  };
  return {
    clients: Math.max(0, ...told.map(({ clients }) => clients)),
    lost: Math.max(0, ...told.map(({ messagesLost }) => messagesLost)),
    ...defined({
      intended: rate(({ intended }) => intended),
      published: rate(({ published }) => published),
      delivered: rate(({ delivered }) => delivered),
      e2eP50Us: worst(({ p50Us }) => p50Us),
      e2eP99Us: worst(({ p99Us }) => p99Us),
      cpuPerSecond: median(told.flatMap(({ cost }) => cost?.cpuPerSecond ?? [])),
    }),
  };
}

/** Undefined of nothing. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >>> 1];
  if (upper === undefined || sorted.length % 2 === 1) return upper;
  return ((sorted[(sorted.length >>> 1) - 1] ?? upper) + upper) / 2;
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function defined<T extends object>(given: T): Defined<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>;
}
