import { performance, PerformanceObserver, type EventLoopUtilization } from 'node:perf_hooks';
import type { PlannedStep } from '../plan/types.ts';
import { LoopDelay } from './loop-delay.ts';

/** What one thread knows of its own health; plain data. */
export interface HealthSample {
  readonly eventLoopDelayP99Us: number;
  readonly eventLoopDelayMaxUs: number;
  /** Share of the time in which the event loop was busy, 0 … 1. */
  readonly utilization: number;
  /** The same while paced messages were due and nothing went as fast as it could. */
  readonly pacedUtilization: number;
  /** How long that was, µs. */
  readonly pacedUs: number;
  readonly gcTotalUs: number;
  readonly gcMaxUs: number;
  /** How long the thread was watched, µs. */
  readonly watchedUs: number;
  /** Buckets of a `LagMeter`. */
  readonly pacerLag: readonly number[];
  /** The most that waited in the socket buffers of all its clients at once. */
  readonly unsentPeakBytes: number;
}

/**
 * Watches one thread from its creation on. While a step sends as fast as the target takes it, a busy thread is what was
 * asked for: that time does not count against it.
 */
export class HealthMonitor {
  readonly #delay = new LoopDelay();
  readonly #begin: EventLoopUtilization = performance.eventLoopUtilization();
  readonly #beganMs = performance.now();
  readonly #gc: PerformanceObserver;
  #gcTotalMs = 0;
  #gcMaxMs = 0;
  #paced = 0;
  #unpaced = 0;
  #windowBegin: EventLoopUtilization | undefined;
  #activeMs = 0;
  #idleMs = 0;

  constructor() {
    this.#delay.start();
    this.#gc = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        this.#gcTotalMs += duration;
        this.#gcMaxMs = Math.max(this.#gcMaxMs, duration);
      }
    });
    this.#gc.observe({ entryTypes: ['gc'] });
  }

  stepBegan(step: PlannedStep): void {
    this.#count(step, 1);
  }

  stepEnded(step: PlannedStep): void {
    this.#count(step, -1);
  }

  sample(pacerLag: readonly number[], unsentPeakBytes: number): HealthSample {
    this.#closeWindow();
    const pacedMs = this.#activeMs + this.#idleMs;
    return {
      eventLoopDelayP99Us: this.#delay.p99Us,
      eventLoopDelayMaxUs: this.#delay.maxUs,
      utilization: performance.eventLoopUtilization(this.#begin).utilization,
      pacedUtilization: pacedMs === 0 ? 0 : this.#activeMs / pacedMs,
      pacedUs: pacedMs * 1000,
      gcTotalUs: this.#gcTotalMs * 1000,
      gcMaxUs: this.#gcMaxMs * 1000,
      watchedUs: (performance.now() - this.#beganMs) * 1000,
      pacerLag,
      unsentPeakBytes,
    };
  }

  stop(): void {
    this.#delay.stop();
    this.#gc.disconnect();
  }

  #count(step: PlannedStep, by: 1 | -1): void {
    if (step.kind !== 'publish' && step.kind !== 'request') return;
    const { arrivals } = step.kind === 'publish' ? step : step.requests;
    if (arrivals.kind === 'unpaced') this.#unpaced += by;
    else this.#paced += by;
    if (this.#unpaced > 0) this.#delay.stop();
    else this.#delay.start();
    this.#closeWindow();
    if (this.#paced > 0 && this.#unpaced === 0) this.#windowBegin = performance.eventLoopUtilization();
  }

  #closeWindow(): void {
    if (this.#windowBegin === undefined) return;
    const { active, idle } = performance.eventLoopUtilization(this.#windowBegin);
    this.#activeMs += active;
    this.#idleMs += idle;
    this.#windowBegin = undefined;
  }
}
