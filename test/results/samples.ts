/** Hand-made outcomes of runs: numbers a reader can check in his head. Histograms come from the recorder itself. */
import type { AccessRow, CheckReport, Finding } from '../../src/check/types.ts';
import { COUNTER } from '../../src/metrics/counters.ts';
import { Histogram } from '../../src/metrics/histogram.ts';
import { emptySnapshot } from '../../src/metrics/merge.ts';
import { MetricSet } from '../../src/metrics/metric-set.ts';
import type { MetricsSnapshot } from '../../src/metrics/types.ts';
import { buildResults } from '../../src/results/build.ts';
import type { ObservedRun, ResultsInput, RunInput } from '../../src/results/build.ts';
import type { FaultResult, HealthResult, Results } from '../../src/results/model.ts';
import type { ThresholdInput } from '../../src/results/thresholds.ts';

const SECOND = 1_000_000;

const MADE = new Map<number, MetricsSnapshot>();

/** Ten seconds of 200 messages a second, all of which arrive; latencies are 1 … 2000 µs, evenly, times `scale`. Made once. */
export function sampleMetrics(scale = 1): MetricsSnapshot {
  const known = MADE.get(scale);
  if (known !== undefined) return known;
  const made = makeMetrics(scale);
  MADE.set(scale, made);
  return made;
}

function makeMetrics(scale: number): MetricsSnapshot {
  const metrics = new MetricSet(0);
  metrics.count(COUNTER.connectAttempted, 40);
  metrics.count(COUNTER.connectOk, 40);
  for (let i = 1; i <= 40; i += 1) metrics.record('connect.latency', i * 100);
  metrics.steadyBegan(0);
  for (let second = 1; second <= 10; second += 1) {
    metrics.count(COUNTER.publishIntended, 200);
    metrics.count(COUNTER.publishSent, 200);
    metrics.count(COUNTER.publishAcknowledged, 200);
    metrics.count(COUNTER.receiveCount, 200);
    metrics.count(COUNTER.receiveBytes, 200 * 256);
    for (let i = 1; i <= 200; i += 1) {
      const us = i * second * scale;
      metrics.record('e2e.latency', us);
      metrics.record('e2e.raw', us / 2);
      metrics.record('publish.latency', us);
      metrics.record('publish.raw', us / 2);
    }
    metrics.tick(second * SECOND, 40);
  }
  metrics.steadyEnded(10 * SECOND);
  metrics.finish(10 * SECOND, 40);
  const snapshot = metrics.snapshot();
  metrics.destroy();
  return snapshot;
}

export const passedCheck: CheckReport = {
  verdict: 'pass',
  invariants: [
    {
      id: 'H1',
      title: 'no phantom or damaged message',
      verdict: 'pass',
      exercised: 2000,
      unit: 'deliveries',
      failures: 0,
    },
    { id: 'Q2-1', title: 'QoS 2 no loss', verdict: 'pass', exercised: 2000, unit: 'messages', failures: 0 },
    {
      id: 'Q2-2',
      title: 'QoS 2 exactly once',
      verdict: 'pass',
      exercised: 2000,
      unit: 'messages',
      failures: 0,
    },
    { id: 'O1', title: 'order', verdict: 'pass', exercised: 20, unit: 'flows', failures: 0 },
    { id: 'W1', title: 'Will Message once', verdict: 'skipped', exercised: 0, unit: 'wills', failures: 0 },
  ],
  findings: [],
  findingsOmitted: 0,
  semantics: [
    {
      qos: 2,
      published: 2000,
      acknowledged: 2000,
      owed: 2000,
      delivered: 2000,
      lost: 0,
      duplicated: 0,
      reordered: 0,
      unexpected: 0,
      unjudged: 0,
    },
  ],
};

export const duplicateFinding: Finding = {
  invariant: 'Q2-2',
  status: 'fail',
  clauses: ['5:4.3.3-10'],
  summary: 'a QoS 2 message was delivered twice',
  expected: 'one exchange for each message',
  actual: 'two exchanges, packet ids 17 and 18',
  client: 'subscriber-3',
  publisher: 'publisher-3',
  topic: 'qos2/3/data',
  qos: 2,
  sequences: [41],
  count: 3,
  atUs: 2_500_000,
  witness: [
    {
      tUs: 7_000_000_000,
      client: 3,
      connection: 1,
      direction: 'in',
      text: 'PUBLISH qos 2 id 17 "qos2/3/data" flow 3 seq 41',
    },
    { tUs: 7_000_000_350, client: 3, connection: 1, direction: 'out', text: 'PUBREC id 17' },
    {
      tUs: 7_000_001_200,
      client: 3,
      connection: 1,
      direction: 'in',
      text: 'PUBLISH qos 2 id 18 "qos2/3/data" flow 3 seq 41',
    },
  ],
};

export const failedCheck: CheckReport = {
  ...passedCheck,
  verdict: 'fail',
  invariants: passedCheck.invariants.map((one) =>
    one.id === 'Q2-2' ? { ...one, verdict: 'fail' as const, failures: 3 } : one,
  ),
  findings: [duplicateFinding],
  findingsOmitted: 2,
  semantics: passedCheck.semantics.map((row) => ({ ...row, duplicated: 3 })),
};

export const nothingChecked: CheckReport = {
  verdict: 'inconclusive',
  invariants: [],
  findings: [],
  findingsOmitted: 0,
  semantics: [],
};

export const goodHealth: HealthResult = {
  verdict: 'pass',
  items: [
    { name: 'event-loop delay p99', value: 1200, limit: 20_000, unit: 'µs', exceeded: false },
    { name: 'CPU of the busiest thread', value: 31, limit: 90, unit: '%', exceeded: false },
  ],
};

export const badHealth: HealthResult = {
  verdict: 'inconclusive',
  items: [
    {
      name: 'event-loop delay p99',
      value: 61_000,
      limit: 20_000,
      unit: 'µs',
      exceeded: true,
      advice: 'spread the clients over more threads',
    },
    { name: 'CPU of the busiest thread', value: 31, limit: 90, unit: '%', exceeded: false },
  ],
};

export function sampleOutcome(change: Partial<ObservedRun> = {}): ObservedRun {
  return {
    stopReason: 'completed',
    startedUs: 6_997_500_000,
    durationUs: 12_400_000,
    steps: [
      {
        path: 'steps[0]',
        label: 'connect subscriber',
        startedUs: 0,
        durationUs: 40_000,
        status: 'done',
        problems: [],
      },
      {
        path: 'steps[1]',
        label: 'publish publisher',
        startedUs: 40_000,
        durationUs: 10_000_000,
        status: 'done',
        problems: [],
      },
    ],
    expectations: [],
    metrics: sampleMetrics(),
    check: passedCheck,
    health: goodHealth,
    targetName: 'embedded broker',
    ...change,
  };
}

export const sampleThresholds: readonly ThresholdInput[] = [
  { text: 'e2e.latency.p99 < 250ms', metric: 'e2e.latency.p99', comparison: '<', factor: 250_000 },
  {
    text: 'publish.rate >= 0.99 * publish.intended',
    metric: 'publish.rate',
    comparison: '>=',
    factor: 0.99,
    boundMetric: 'publish.intended',
  },
];

export function sampleRun(outcome: Partial<ObservedRun> = {}, change: Partial<RunInput> = {}): RunInput {
  return {
    protocol: '5.0',
    startedAt: '2026-01-02T03:04:05.000Z',
    clients: 40,
    flows: 20,
    replay: 'mqtt-bench run scenarios/qos2.yaml --seed 7 --protocol 5.0',
    thresholds: sampleThresholds,
    outcome: sampleOutcome(outcome),
    ...change,
  };
}

export function sampleInput(runs: readonly RunInput[]): ResultsInput {
  return {
    toolVersion: '0.1.0',
    command: 'mqtt-bench run scenarios/qos2.yaml',
    startedAt: '2026-01-02T03:04:05.000Z',
    scenario: {
      name: 'qos2',
      description: 'Every QoS 2 message arrives exactly once and in order, at every subscriber.',
      file: 'scenarios/qos2.yaml',
      hash: '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
      seed: 7,
    },
    host: {
      os: 'linux 6.1',
      arch: 'x64',
      cpu: 'Some CPU',
      cpuCount: 4,
      memoryBytes: 8 * 2 ** 30,
      node: 'v20.19.0',
    },
    runs,
  };
}

export function sampleResults(outcome: Partial<ObservedRun> = {}): Results {
  return buildResults(sampleInput([sampleRun(outcome)]));
}

/** A run of which nothing came about. */
export function unreachableRun(): RunInput {
  return sampleRun({
    stopReason: 'unreachable',
    stopDetail: 'connect ECONNREFUSED 127.0.0.1:1883',
    metrics: { ...emptySnapshot(), reasons: { ECONNREFUSED: 40 } },
    check: nothingChecked,
    targetName: 'mqtt://127.0.0.1:1883',
  });
}

/** One value, encoded. */
export function histogramOf(us: number): string {
  const histogram = new Histogram();
  histogram.record(us);
  const encoded = histogram.encode();
  histogram.destroy();
  return encoded;
}

/** A run of `probe-access` that found a leak. */
/** A random fault that struck twice, a restart, and a cut whose packet never came. */
export const sampleFaults: readonly FaultResult[] = [
  {
    ...{ name: 'random', kind: 'reset', times: 3, connections: 12, ended: 12 },
    spans: [
      { fromUs: 2_100_000, toUs: 2_130_000 },
      { fromUs: 7_500_000, toUs: 7_500_000 },
    ],
  },
  { name: 'cut', kind: 'cut', times: 1, connections: 40, ended: 0, spans: [] },
  { name: 'restart-broker', kind: 'kill9', times: 1, spans: [{ fromUs: 4_000_000, toUs: 5_250_000 }] },
];

export const accessCheck: CheckReport = {
  ...passedCheck,
  verdict: 'fail',
  invariants: [
    {
      id: 'L1',
      title: 'isolation: what is denied has no effect',
      verdict: 'fail',
      exercised: 40,
      unit: 'deliveries and attempts',
      failures: 1,
    },
  ],
  access: {
    sampling: [
      'steps[1]: 4 of 40 clients, of 2 kinds; 5 topics, 16 at most for each client where it must not',
    ],
    rows: [
      accessRow({ policy: 'allowed', relation: 'own', topicClass: 'red/#' }),
      accessRow({}),
      accessRow({ path: 'hash', verdict: 'fail', leaks: 1 }),
      accessRow({ path: 'plus', verdict: 'inconclusive', controlled: 0 }),
      accessRow({ path: 'queued' }),
      accessRow({ action: 'publish', path: 'will' }),
      accessRow({
        path: 'revoked',
        verdict: 'skipped',
        attempts: 0,
        note: 'mqtt-bench cannot withdraw rights at this target while a run lasts',
      }),
    ],
  },
};

function accessRow(different: Partial<AccessRow>): AccessRow {
  return {
    principal: 'red',
    action: 'receive',
    path: 'direct',
    topicClass: 'blue/${username}/#',
    relation: 'other-group',
    policy: 'denied',
    verdict: 'pass',
    attempts: 2,
    answers: { accepted: 1, refused: 1 },
    leaks: 0,
    controlled: 2,
    note: 'control (timed): blue-1 received the message of blue-0',
    ...different,
  };
}
