import { messageOf } from '../base/errors.ts';
import { ACCESS_ANSWERS, ACCESS_PATHS, ACCESS_RELATIONS } from '../check/types.ts';
import type {
  AccessReport,
  AccessRow,
  CheckReport,
  Finding,
  FindingStatus,
  InvariantResult,
  GroupShare,
  SemanticsRow,
  Verdict,
} from '../check/types.ts';
import { COUNTER_NAMES, HISTOGRAM_NAMES } from '../metrics/types.ts';
import type { TimelineRow } from '../metrics/types.ts';
import { decodeV2 } from '../metrics/v2-encoding.ts';
import { amount, flag, formatError, list, number, object, oneOf, record, text } from './decoder.ts';
import type { Decoder } from './decoder.ts';
import { assertKind, headOf, readJson } from './envelope.ts';
import {
  HEALTH_UNITS,
  PROTOCOLS,
  RESULTS_SCHEMA,
  RESULTS_VERSION,
  STEP_STATUSES,
  STOP_REASONS,
} from './model.ts';
import type {
  ExpectationResult,
  FaultResult,
  FaultSpanResult,
  HealthItemResult,
  HealthResult,
  HostFacts,
  LatencyResult,
  MetricsResult,
  Rates,
  Results,
  RunResult,
  ScenarioFacts,
  StepResult,
  ThresholdResult,
  ToolFacts,
} from './model.ts';

/**
 * Reads `results.json` back. `file` is only for messages. Throws a BenchError `results-format` that names file and place,
 * e.g. `reports/qos2/results.json: runs[0].metrics.steadyUs: expected a number, found "x"`.
 */
export function parseResults(json: string, file: string): Results {
  const value = readJson(json, file);
  assertKind(headOf(value, file), { schema: RESULTS_SCHEMA, version: RESULTS_VERSION }, file);
  return decodeResults(value, `${file}: `);
}

const verdict = oneOf<Verdict>(['pass', 'fail', 'inconclusive', 'skipped']);
const qos = oneOf([0, 1, 2]);

const histogram: Decoder<string> = (value, place) => {
  const encoded = text(value, place);
  try {
    decodeV2(encoded);
  } catch (error) {
    throw formatError(place, messageOf(error));
  }
  return encoded;
};

const invariant = object<InvariantResult>(
  { id: text, title: text, verdict, exercised: amount, unit: text, failures: amount },
  {},
);

const finding = object<Finding>(
  {
    invariant: text,
    status: oneOf<FindingStatus>(['fail', 'inconclusive', 'excused', 'warning']),
    clauses: list(text),
    summary: text,
    expected: text,
    actual: text,
    count: amount,
    witness: list(
      object<Finding['witness'][number]>(
        { tUs: number, client: amount, connection: amount, direction: oneOf(['in', 'out']), text },
        {},
      ),
    ),
  },
  {
    explanation: text,
    client: text,
    publisher: text,
    topic: text,
    qos,
    sequences: list(amount),
    atUs: number,
  },
);

const semantics = object<SemanticsRow>(
  {
    qos,
    published: amount,
    acknowledged: amount,
    owed: amount,
    delivered: amount,
    lost: amount,
    duplicated: amount,
    reordered: amount,
    unexpected: amount,
    unjudged: amount,
  },
  {},
);

const accessRow = object<AccessRow>(
  {
    principal: text,
    action: oneOf(['publish', 'receive']),
    path: oneOf(ACCESS_PATHS),
    topicClass: text,
    relation: oneOf(ACCESS_RELATIONS),
    policy: oneOf(['allowed', 'denied']),
    verdict,
    attempts: amount,
    answers: record(amount, ACCESS_ANSWERS),
    leaks: amount,
    controlled: amount,
    note: text,
  },
  {},
);

const access = object<AccessReport>({ rows: list(accessRow), sampling: list(text) }, {});

const groupShare = object<GroupShare>(
  { filter: text, members: amount, messages: amount, fewest: amount, median: amount, most: amount },
  {},
);

const check = object<CheckReport>(
  {
    verdict,
    invariants: list(invariant),
    findings: list(finding),
    findingsOmitted: amount,
    semantics: list(semantics),
  },
  { access, groups: list(groupShare) },
);

const threshold = object<ThresholdResult>(
  { text, verdict, unit: oneOf(['µs', '1/s', 'count']) },
  { measured: number, bound: number, explanation: text },
);

const expectation = object<ExpectationResult>(
  { path: text, text, verdict, checked: amount, failed: amount, examples: list(text) },
  {},
);

const latency = object<LatencyResult>(
  {
    count: amount,
    minUs: amount,
    meanUs: amount,
    p50Us: amount,
    p90Us: amount,
    p95Us: amount,
    p99Us: amount,
    p999Us: amount,
    p9999Us: amount,
    maxUs: amount,
    histogram,
  },
  {},
);

const timelineRow = object<Omit<TimelineRow, 'e2e'>>(
  {
    second: amount,
    connected: amount,
    sent: amount,
    acknowledged: amount,
    received: amount,
    errors: amount,
    e2eP50Us: amount,
    e2eP99Us: amount,
    e2eMaxUs: amount,
  },
  { intended: amount, connects: amount, connectFailures: amount },
);

const counters: Decoder<MetricsResult['counters']> = (value, place) => {
  const read = record(amount, COUNTER_NAMES)(value, place);
  const missing = COUNTER_NAMES.find((name) => !Object.hasOwn(read, name));
  if (missing !== undefined) throw formatError(`${place}[${JSON.stringify(missing)}]`, 'is missing');
  return read as MetricsResult['counters'];
};

const metrics = object<MetricsResult>(
  {
    counters,
    steadyUs: amount,
    latencies: record(latency, HISTOGRAM_NAMES),
    timeline: list(timelineRow),
    reasons: record(amount),
  },
  {
    rates: object<Rates>(
      { publishIntended: amount, publishSent: amount, publishAcknowledged: amount, received: amount },
      {},
    ),
  },
);

const healthItem = object<HealthItemResult>(
  { name: text, value: number, limit: number, unit: oneOf(HEALTH_UNITS), exceeded: flag },
  { advice: text },
);

const step = object<StepResult>(
  {
    path: text,
    label: text,
    startedUs: number,
    durationUs: amount,
    status: oneOf(STEP_STATUSES),
    problems: list(text),
  },
  {},
);

const fault = object<FaultResult>(
  {
    name: text,
    kind: text,
    times: amount,
    spans: list(object<FaultSpanResult>({ fromUs: number, toUs: number }, {})),
  },
  { connections: amount, ended: amount },
);

const run = object<RunResult>(
  {
    protocol: oneOf(PROTOCOLS),
    target: text,
    startedAt: text,
    durationUs: amount,
    clients: amount,
    flows: amount,
    stopReason: oneOf(STOP_REASONS),
    verdict,
    verdictReasons: list(text),
    replay: text,
    thresholds: list(threshold),
    expectations: list(expectation),
    check,
    metrics,
    health: object<HealthResult>({ verdict: oneOf(['pass', 'inconclusive']), items: list(healthItem) }, {}),
    steps: list(step),
  },
  { stopDetail: text, faults: list(fault) },
);

/** The whole model, its head included. */
export const decodeResults = object<Results>(
  {
    schema: oneOf([RESULTS_SCHEMA]),
    version: oneOf([RESULTS_VERSION]),
    verdict,
    tool: object<ToolFacts>({ name: oneOf(['mqtt-bench']), version: text }, {}),
    command: text,
    startedAt: text,
    scenario: object<ScenarioFacts>(
      { name: text, description: text, file: text, hash: text, seed: number },
      {},
    ),
    host: object<HostFacts>(
      { os: text, arch: text, cpu: text, cpuCount: amount, memoryBytes: amount, node: text },
      {},
    ),
    runs: list(run),
  },
  {},
);
