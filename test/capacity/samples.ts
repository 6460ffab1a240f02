/** Hand-made searches: a target with a known limit, and figures that a reader can check in his head. */
import { buildCapacity, type CapacityInput, type MeasuredTrial } from '../../src/capacity/build.ts';
import { parseNeed } from '../../src/capacity/need.ts';
import { nextStep, type SearchSettings } from '../../src/capacity/search.ts';
import type { CapacityReport } from '../../src/results/capacity.ts';
import type { HistogramSummary } from '../../src/results/model.ts';

export const SETTINGS: SearchSettings = {
  ...{ start: 10, min: 1, max: 1_000_000, whole: true },
  ...{ precision: 0.05, repeats: 3, inconclusiveMax: 2 },
};

const PAIRS = 50;

export function summaryOf(p50Us: number, p99Us: number): HistogramSummary {
  return {
    ...{ count: 1_000, minUs: p50Us / 2, meanUs: p50Us, p50Us, p90Us: p99Us, p95Us: p99Us },
    ...{ p99Us, p999Us: p99Us, p9999Us: p99Us, maxUs: p99Us },
  };
}

export function sampleTrial(change: Partial<MeasuredTrial> & Pick<MeasuredTrial, 'load'>): MeasuredTrial {
  const { load } = change;
  const rate = load * PAIRS;
  return {
    ...{ number: 1, verdict: 'held', reasons: [], seed: 7, durationUs: 12_000_000, clients: 2 * PAIRS },
    rates: { intended: rate, published: rate, acknowledged: rate, delivered: rate },
    ...{ messagesLost: 0, connectFailed: 0, e2e: summaryOf(1_000, 5_000), underWay: rate / 1_000 },
    replay: `mqtt-bench run capacity --seed 7 --protocol 5.0 --var rate=${load}`,
    ...change,
  };
}

/** One server that does 10,000 messages a second: load 200 is all it can; CPU is 20 µs a message and 5 % of a core. */
export function queueTrial(load: number, number: number): MeasuredTrial {
  const intended = load * PAIRS;
  const delivered = Math.min(intended, 9_990);
  const underWay = delivered / (10_000 - delivered);
  const meanUs = (underWay / delivered) * 1_000_000;
  const isLate = intended > 9_990;
  return sampleTrial({
    ...{ load, number, seed: 100 + number },
    rates: { intended, published: intended, acknowledged: delivered, delivered },
    ...{ underWay, e2e: summaryOf(Math.round(meanUs), Math.round(meanUs * 4.6)) },
    ...(isLate && { verdict: 'missed', reasons: ['missed: receive.rate >= 0.99 * publish.intended'] }),
    cost: {
      ...{ cpuPerSecond: 0.05 + 2 * delivered * 20e-6, messagesPerSecond: 2 * delivered },
      ...{ connections: 100, memoryBytes: 5_000_000 },
    },
  });
}

export function searchedTrials(trial: (load: number, number: number) => MeasuredTrial): MeasuredTrial[] {
  const trials: MeasuredTrial[] = [];
  for (;;) {
    const outcomes = trials.map(({ load, verdict }) => ({ load, outcome: verdict }));
    const step = nextStep(outcomes, SETTINGS);
    if (step.kind === 'done') return trials;
    trials.push(trial(step.load, trials.length + 1));
  }
}

export function sampleInput(change: Partial<CapacityInput> = {}): CapacityInput {
  return {
    ...{
      toolVersion: '1.2.3',
      command: 'mqtt-bench capacity --target mqtt://broker',
      durationUs: 180_000_000,
    },
    startedAt: '2026-01-02T03:04:05.678Z',
    scenario: {
      ...{ name: 'capacity', description: 'Pairs at a steady rate.', file: 'scenarios/capacity.yaml' },
      ...{ hash: 'ab'.repeat(32), seed: 7 },
    },
    host: {
      ...{
        os: 'linux 6.1',
        arch: 'x64',
        cpu: 'Some CPU',
        cpuCount: 8,
        memoryBytes: 2 ** 34,
        node: 'v24.0.0',
      },
    },
    ...{ target: 'mqtt://broker:1883', protocol: '5.0', variable: 'rate' },
    thresholds: ['messages.lost == 0', 'e2e.latency.p99 < 100ms'],
    ...{ settings: SETTINGS, ended: 'complete', trials: searchedTrials(queueTrial) },
    ...{ costSource: 'process', costNotes: ['the target’s CPU time and memory are those of process 4711'] },
    ...change,
  };
}

/** The search of the target of {@link queueTrial}, with a need that it does not meet. */
export function sampleCapacity(change: Partial<CapacityInput> = {}): CapacityReport {
  return buildCapacity(sampleInput({ need: parseNeed('devices=500000, every=10s, p99<100ms'), ...change }));
}
