import {
  ANSWER_KINDS,
  ANSWER_LIMITS,
  CAPACITY_SCHEMA,
  CAPACITY_VERSION,
  CONCURRENCY_KINDS,
  COST_SOURCES,
  NEED_VERDICTS,
  POINT_VERDICTS,
  SEARCH_ENDS,
  USL_LIMITS,
} from './capacity.ts';
import type {
  CapacityAnswer,
  CapacityPoint,
  CapacityReport,
  CapacitySearch,
  CapacityTrial,
  CostResult,
  Estimate,
  FittedParameter,
  NeedResult,
  ScalabilityFit,
  ScalabilityResult,
  ScalabilitySample,
  TrialCost,
  TrialRates,
  TrialShare,
} from './capacity.ts';
import { amount, flag, list, number, object, oneOf, text } from './decoder.ts';
import type { Decoder } from './decoder.ts';
import { PROTOCOLS } from './model.ts';
import type { HistogramSummary, HostFacts, ScenarioFacts, ToolFacts, Verdict } from './model.ts';

const summary = object<HistogramSummary>(
  {
    ...{ count: amount, minUs: amount, meanUs: amount, p50Us: amount, p90Us: amount, p95Us: amount },
    ...{ p99Us: amount, p999Us: amount, p9999Us: amount, maxUs: amount },
  },
  {},
);

const trial = object<CapacityTrial>(
  {
    number: amount,
    verdict: oneOf(POINT_VERDICTS),
    reasons: list(text),
    seed: number,
    durationUs: amount,
    clients: amount,
    messagesLost: amount,
    connectFailed: amount,
    replay: text,
  },
  {
    rates: object<TrialRates>(
      { intended: amount, published: amount, acknowledged: amount, delivered: amount },
      {},
    ),
    e2e: summary,
    publish: summary,
    connect: summary,
    underWay: amount,
    cost: object<TrialCost>(
      {},
      { cpuPerSecond: amount, messagesPerSecond: amount, connections: amount, memoryBytes: amount },
    ),
  },
);

const point = object<CapacityPoint>(
  { load: amount, verdict: oneOf(POINT_VERDICTS), trials: list(trial) },
  {},
);

const share = object<TrialShare>({ held: amount, of: amount }, {});

const answer = object<CapacityAnswer>(
  { kind: oneOf(ANSWER_KINDS), isSettled: flag, isMonotonic: flag },
  {
    limit: oneOf(ANSWER_LIMITS),
    held: amount,
    failed: amount,
    low: amount,
    high: amount,
    heldTrials: share,
    failedTrials: share,
    publishedPerSecond: amount,
    deliveredPerSecond: amount,
    clients: amount,
  },
);

const search = object<CapacitySearch>(
  {
    variable: text,
    start: amount,
    min: amount,
    max: amount,
    precision: amount,
    repeats: amount,
    thresholds: list(text),
    ended: oneOf(SEARCH_ENDS),
  },
  {},
);

const parameter = object<FittedParameter>({ value: amount }, { low: number, high: number });

const fit = object<ScalabilityFit>(
  {
    concurrency: oneOf(CONCURRENCY_KINDS),
    lambda: parameter,
    sigma: parameter,
    kappa: parameter,
    rSquared: number,
    samples: list(object<ScalabilitySample>({ trial: amount, n: amount, x: amount, fitted: number }, {})),
    limitedBy: oneOf(USL_LIMITS),
    reading: list(text),
  },
  {
    residualError: amount,
    peak: object<NonNullable<ScalabilityFit['peak']>>({ n: amount, x: amount, isExtrapolated: flag }, {}),
    asymptote: amount,
  },
);

const scalability: Decoder<ScalabilityResult> = (value, place) => {
  const { fitted } = object<{ fitted: boolean }>({ fitted: flag }, {})(value, place);
  if (fitted) return { fitted, ...fit(value, place) };
  return { fitted, ...object<{ reason: string }>({ reason: text }, {})(value, place) };
};

const figure = object<Pick<Extract<Estimate, { measured: true }>, 'value' | 'low' | 'high' | 'count'>>(
  { value: amount, count: amount },
  { low: number, high: number },
);

const estimate: Decoder<Estimate> = (value, place) => {
  const { measured } = object<{ measured: boolean }>({ measured: flag }, {})(value, place);
  if (measured) return { measured, ...figure(value, place) };
  return { measured, ...object<{ reason: string }>({ reason: text }, {})(value, place) };
};

const cost = object<CostResult>(
  { cpuSecondsPerMillion: estimate, messagesPerCpuSecond: estimate, bytesPerConnection: estimate },
  { source: oneOf(COST_SOURCES), idleCpu: amount },
);

const need = object<NeedResult>(
  {
    text,
    devices: amount,
    everyUs: amount,
    messagesPerSecond: amount,
    verdict: oneOf(NEED_VERDICTS),
    sentences: list(text),
  },
  { p99MaxUs: amount, available: amount, headroom: amount, brokers: amount },
);

/** The whole of `capacity.json`, its head included. */
export const decodeCapacity = object<CapacityReport>(
  {
    schema: oneOf([CAPACITY_SCHEMA]),
    version: oneOf([CAPACITY_VERSION]),
    verdict: oneOf<Verdict>(['pass', 'fail', 'inconclusive', 'skipped']),
    verdictReasons: list(text),
    tool: object<ToolFacts>({ name: oneOf(['mqtt-bench']), version: text }, {}),
    command: text,
    startedAt: text,
    durationUs: amount,
    scenario: object<ScenarioFacts>(
      { name: text, description: text, file: text, hash: text, seed: number },
      {},
    ),
    host: object<HostFacts>(
      { os: text, arch: text, cpu: text, cpuCount: amount, memoryBytes: amount, node: text },
      {},
    ),
    target: text,
    protocol: oneOf(PROTOCOLS),
    search,
    answer,
    points: list(point),
    scalability,
    cost,
    caveats: list(text),
  },
  { need },
);
