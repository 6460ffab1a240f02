import type { Clock } from '../base/clock.ts';
import type { LatencySink } from '../client/types.ts';
import { COUNTER } from '../metrics/counters.ts';
import type { MetricSet } from '../metrics/metric-set.ts';

/** Sent later than this after its intended time: counted as late. */
const LATE_US = 10_000;

/** Feeds one thread's metrics from its clients, leaving warm-up and cool-down out of the figures. */
export class LatencyRecorder implements LatencySink {
  readonly #metrics: MetricSet;
  readonly #clock: Clock;
  readonly #excluded: { readonly fromUs: number; readonly toUs: number }[] = [];

  constructor(metrics: MetricSet, clock: Clock) {
    this.#metrics = metrics;
    this.#clock = clock;
  }

  /** Messages intended within this span are not part of the latencies. */
  exclude(fromUs: number, toUs: number): void {
    if (toUs > fromUs) this.#excluded.push({ fromUs, toUs });
  }

  connected(latencyUs: number): void {
    this.#metrics.record('connect.latency', latencyUs);
  }

  subscribed(latencyUs: number): void {
    this.#metrics.record('subscribe.latency', latencyUs);
  }

  sent(lagUs: number): void {
    this.#metrics.count(COUNTER.publishSent);
    if (lagUs > LATE_US) this.#metrics.count(COUNTER.publishLate);
    if (!this.#isExcluded(lagUs)) this.#metrics.record('send.lag', lagUs);
  }

  acknowledged(intendedUs: number, rawUs: number): void {
    this.#metrics.count(COUNTER.publishAcknowledged);
    if (this.#isExcluded(intendedUs)) return;
    this.#metrics.record('publish.latency', intendedUs);
    this.#metrics.record('publish.raw', rawUs);
  }

  received(intendedUs: number, rawUs: number, payloadBytes: number): void {
    this.#metrics.count(COUNTER.receiveCount);
    this.#metrics.count(COUNTER.receiveBytes, payloadBytes);
    if (this.#isExcluded(intendedUs)) return;
    this.#metrics.record('e2e.latency', intendedUs);
    this.#metrics.record('e2e.raw', rawUs);
  }

  /** The first answer to a request. */
  answered(intendedUs: number, rawUs: number): void {
    this.#metrics.count(COUNTER.requestAnswered);
    if (this.#isExcluded(intendedUs)) return;
    this.#metrics.record('request.latency', intendedUs);
    this.#metrics.record('request.raw', rawUs);
  }

  receivedUntimed(payloadBytes: number): void {
    this.#metrics.count(COUNTER.receiveCount);
    this.#metrics.count(COUNTER.receiveBytes, payloadBytes);
  }

  #isExcluded(latencyUs: number): boolean {
    if (this.#excluded.length === 0) return false;
    const intendedAtUs = this.#clock.nowUs() - latencyUs;
    return this.#excluded.some(({ fromUs, toUs }) => intendedAtUs >= fromUs && intendedAtUs < toUs);
  }
}
