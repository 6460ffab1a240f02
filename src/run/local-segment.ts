import { present } from '../base/assert.ts';
import type { CheckState } from '../check/state.ts';
import type { DrainEnded } from '../history/observer.ts';
import { COUNTER } from '../metrics/counters.ts';
import type { MetricsSnapshot } from '../metrics/types.ts';
import { HealthMonitor } from './health.ts';
import { Segment, type SegmentOptions } from './segment.ts';
import type { StepReport } from './segment-context.ts';
import type { SegmentHandle, SegmentOutput, SegmentStatus, StateKind } from './segment-handle.ts';
import { inSlices } from './slices.ts';
import { indexSteps } from './step-index.ts';

/** A segment in the coordinator's own thread. */
export class LocalSegment implements SegmentHandle {
  /** It lives and dies with the coordinator. */
  readonly lost = undefined;
  readonly #segment: Segment;
  readonly #steps;
  readonly #health = new HealthMonitor();

  constructor(options: SegmentOptions) {
    this.#segment = new Segment(options);
    this.#steps = indexSteps(options.plan);
  }

  runStep(path: string, startUs: number): Promise<StepReport> {
    const step = present(this.#steps.get(path), path);
    this.#health.stepBegan(step);
    return this.#segment.runStep(step, startUs).finally(() => this.#health.stepEnded(step));
  }

  status(): SegmentStatus {
    const { clock, metrics, connectedCount, reconnector } = this.#segment;
    return {
      atUs: clock.nowUs(),
      connected: connectedCount,
      away: reconnector.awayCount,
      sent: metrics.value(COUNTER.publishSent),
      received: metrics.value(COUNTER.receiveCount),
      e2eP99Us: metrics.live().e2eP99Us,
    };
  }

  metrics(): Promise<MetricsSnapshot> {
    const { metrics, clock } = this.#segment;
    return Promise.resolve(metrics.liveSnapshot(clock.nowUs()));
  }

  checkState(kind: StateKind): Promise<CheckState> {
    const { fold } = this.#segment;
    if (kind === 'of-one-moment') return Promise.resolve(fold.snapshot());
    return inSlices(fold.snapshotInSteps());
  }

  drainEnded(event: DrainEnded): void {
    this.#segment.fold.drainEnded(event);
  }

  close(): Promise<void> {
    return this.#segment.close();
  }

  result(): Promise<SegmentOutput> {
    const health = this.#health.sample(this.#segment.pacerLag.buckets, this.#segment.unsentPeakBytes);
    this.#health.stop();
    return Promise.resolve({ ...this.#segment.result(), health });
  }
}
