import {
  monitorEventLoopDelay,
  performance,
  type EventLoopUtilization,
  type IntervalHistogram,
} from 'node:perf_hooks';
import { lagQuantileUs } from './lag-meter.ts';
import type { HealthItem, HealthReport } from './types.ts';

/** Limits of a healthy generator. Beyond them figures describe mqtt-bench more than its target. */
const LIMITS = {
  /** Half of what a person notices; a paced message may leave this late without being called late by many. */
  pacerLagP99Us: 50_000,
  eventLoopDelayP99Us: 100_000,
} as const;

/** What one thread knows of its own health; plain data. */
export interface HealthSample {
  readonly eventLoopDelayP99Us: number;
  /** Share of the time in which the event loop was busy, 0 … 1. */
  readonly utilization: number;
  /** Buckets of a `LagMeter`. */
  readonly pacerLag: readonly number[];
}

/** Watches one thread's event loop from its creation on. */
export class HealthMonitor {
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: 10 });
  readonly #utilization: EventLoopUtilization = performance.eventLoopUtilization();

  constructor() {
    this.#delay.enable();
  }

  /** Forgets what start-up cost: the first connections and the just-in-time compiler are not the load. */
  restart(): void {
    this.#delay.reset();
  }

  sample(pacerLag: readonly number[]): HealthSample {
    const resolutionUs = 10_000;
    const p99Us = Number.isFinite(this.#delay.percentile(99)) ? this.#delay.percentile(99) / 1000 : 0;
    return {
      eventLoopDelayP99Us: Math.max(0, p99Us - resolutionUs),
      utilization: performance.eventLoopUtilization(this.#utilization).utilization,
      pacerLag,
    };
  }

  stop(): void {
    this.#delay.disable();
  }
}

/** Judges the samples of all threads. */
export function judgeHealth(samples: readonly HealthSample[]): HealthReport {
  const pacerLagUs = lagQuantileUs(
    samples.map((sample) => sample.pacerLag),
    0.99,
  );
  const delayUs = Math.max(0, ...samples.map((sample) => sample.eventLoopDelayP99Us));
  const busyPercent = 100 * Math.max(0, ...samples.map((sample) => sample.utilization));
  const items: HealthItem[] = [
    item(
      'pacer lag p99',
      pacerLagUs,
      LIMITS.pacerLagP99Us,
      'Lower the rate, or use more threads or machines.',
    ),
    item(
      'event-loop delay p99',
      delayUs,
      LIMITS.eventLoopDelayP99Us,
      'The generator ran out of CPU: use more threads or machines.',
    ),
    { name: 'busiest thread', value: Math.round(busyPercent), limit: 100, unit: '%', exceeded: false },
  ];
  return { verdict: items.some((each) => each.exceeded) ? 'inconclusive' : 'pass', items };
}

function item(name: string, valueUs: number, limitUs: number, advice: string): HealthItem {
  const exceeded = valueUs > limitUs;
  return {
    name,
    value: Math.round(valueUs),
    limit: limitUs,
    unit: 'µs',
    exceeded,
    ...(exceeded ? { advice } : {}),
  };
}
