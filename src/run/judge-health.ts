import { ownErrors } from '../metrics/own-errors.ts';
import type { HealthSample } from './health.ts';
import { lagQuantileUs } from './lag-meter.ts';
import type { HealthItem, HealthReport } from './types.ts';

/** Limits of a healthy generator. Beyond them figures describe mqtt-bench more than its target. */
const LIMITS = {
  /** Half of what a person notices; a paced message may leave this late without being called late by many. */
  pacerLagP99Us: 50_000,
  eventLoopDelayP99Us: 100_000,
  eventLoopDelayMaxUs: 1_000_000,
  /** A thread without time left adds its own queue to every latency. */
  pacedBusyPercent: 95,
  gcPercent: 20,
  gcPauseUs: 200_000,
  /** All that waits there waits in our memory, and its latency is that of a full buffer. */
  unsentBytes: 1_073_741_824,
} as const;

/** Shorter windows tell more of the just-in-time compiler than of the load. */
const PACED_MIN_US = 1_000_000;

const MORE_CPU = 'The generator ran out of CPU: lower the rate, or use more threads or machines.';
const MORE_MEMORY =
  'The generator ran out of memory for its load: use more machines, or NODE_OPTIONS=--max-old-space-size=…';

/** What the process as a whole knows. */
export interface ProcessHealth {
  /** Reason codes and errors by name. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Absent where the system does not tell. */
  readonly descriptors?: { readonly used: number; readonly limit: number };
}

/** Judges the samples of all threads. Every item names the resource that it is about. */
export function judgeHealth(samples: readonly HealthSample[], process: ProcessHealth): HealthReport {
  const items = [...cpuItems(samples), ...memoryItems(samples), ...processItems(process)];
  return { verdict: items.some((each) => each.exceeded) ? 'inconclusive' : 'pass', items };
}

function cpuItems(samples: readonly HealthSample[]): HealthItem[] {
  const worst = (pick: (sample: HealthSample) => number): number => Math.max(0, ...samples.map(pick));
  const pacerLagUs = lagQuantileUs(
    samples.map((sample) => sample.pacerLag),
    0.99,
  );
  const pacedBusy = worst((each) => (each.pacedUs < PACED_MIN_US ? 0 : each.pacedUtilization));
  const busy = Math.round(100 * worst((each) => each.utilization));
  const limited = (name: string, value: number, limit: number): HealthItem =>
    item({ name, value, limit, unit: 'µs', advice: MORE_CPU });
  return [
    limited('pacer lag p99 (CPU)', pacerLagUs, LIMITS.pacerLagP99Us),
    limited(
      'event-loop delay p99 (CPU)',
      worst((each) => each.eventLoopDelayP99Us),
      LIMITS.eventLoopDelayP99Us,
    ),
    limited(
      'longest event-loop delay (CPU)',
      worst((each) => each.eventLoopDelayMaxUs),
      LIMITS.eventLoopDelayMaxUs,
    ),
    item({
      name: 'busiest thread while pacing (CPU)',
      value: 100 * pacedBusy,
      limit: LIMITS.pacedBusyPercent,
      unit: '%',
      advice: MORE_CPU,
    }),
    { name: 'busiest thread (CPU)', value: busy, limit: 100, unit: '%', exceeded: false },
  ];
}

function memoryItems(samples: readonly HealthSample[]): HealthItem[] {
  const shares = samples.map((each) => (each.watchedUs < PACED_MIN_US ? 0 : each.gcTotalUs / each.watchedUs));
  return [
    item({
      name: 'garbage collection (memory)',
      value: 100 * Math.max(0, ...shares),
      limit: LIMITS.gcPercent,
      unit: '%',
      advice: MORE_MEMORY,
    }),
    item({
      name: 'longest garbage collection (memory)',
      value: Math.max(0, ...samples.map((each) => each.gcMaxUs)),
      limit: LIMITS.gcPauseUs,
      unit: 'µs',
      advice: MORE_MEMORY,
    }),
    item({
      name: 'unsent in socket buffers (memory)',
      value: samples.reduce((sum, each) => sum + each.unsentPeakBytes, 0),
      limit: LIMITS.unsentBytes,
      unit: 'bytes',
      advice: 'The target took less than the scenario sent: lower the rate, or let a window bound it.',
    }),
  ];
}

function processItems({ reasons, descriptors }: ProcessHealth): HealthItem[] {
  const failures = ownErrors(reasons).map(({ resource, code, count }) =>
    item({
      name: `connections without ${resource} (${code})`,
      value: count,
      limit: 0,
      unit: 'count',
      advice:
        'The generator’s machine ran out of it; `mqtt-bench doctor` names the command that raises the limit.',
    }),
  );
  if (descriptors === undefined) return failures;
  const { used, limit } = descriptors;
  return [{ name: 'file descriptors', value: used, limit, unit: 'count', exceeded: false }, ...failures];
}

function item(parts: Omit<HealthItem, 'exceeded' | 'advice'> & { readonly advice: string }): HealthItem {
  const { advice, value, ...rest } = parts;
  const exceeded = value > parts.limit;
  return { ...rest, value: Math.round(value), exceeded, ...(exceeded ? { advice } : {}) };
}
