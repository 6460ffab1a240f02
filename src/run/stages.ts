import type { PublishStep } from '../plan/types.ts';
import type { SegmentContext } from './segment-context.ts';

export type Stage = 'warm-up' | 'steady' | 'cool-down';

/** The stage of a publish step that began `elapsedUs` ago; undefined where it has none but the steady one. */
export function stageOf(step: PublishStep, elapsedUs: number): Stage | undefined {
  if (step.warmUpUs === 0 && step.coolDownUs === 0) return undefined;
  if (elapsedUs < step.warmUpUs) return 'warm-up';
  return elapsedUs < coolDownFromUs(step) ? 'steady' : 'cool-down';
}

/** Offset of the cool-down, µs; infinite where there is none or nobody knows when the step ends. */
function coolDownFromUs({ arrivals, coolDownUs }: PublishStep): number {
  const { durationUs } = arrivals;
  return coolDownUs === 0 || durationUs === undefined ? Number.POSITIVE_INFINITY : durationUs - coolDownUs;
}

/** Keeps warm-up and cool-down of one publish step out of the figures: out of latencies, and out of the base of rates. */
export class SteadyStage {
  readonly #context: SegmentContext;
  readonly #fromUs: number;
  readonly #toUs: number;
  #state: 'before' | 'open' | 'over' = 'before';

  constructor(step: PublishStep, startUs: number, context: SegmentContext) {
    this.#context = context;
    this.#fromUs = startUs + step.warmUpUs;
    this.#toUs = startUs + coolDownFromUs(step);
    context.latency.exclude(startUs, this.#fromUs);
    // Late messages of the cool-down are not steady either.
    if (Number.isFinite(this.#toUs)) context.latency.exclude(this.#toUs, this.#toUs + 2 * step.coolDownUs);
  }

  /** Before anything is sent at `nowUs`. */
  reach(nowUs: number): void {
    if (this.#state === 'before' && nowUs >= this.#fromUs) {
      this.#state = 'open';
      this.#context.metrics.steadyBegan(this.#fromUs);
    }
    if (this.#state === 'open' && nowUs >= this.#toUs) this.#close(this.#toUs);
  }

  /** No more messages are due. */
  end(nowUs: number): void {
    this.reach(nowUs);
    if (this.#state === 'open') this.#close(Math.max(nowUs, this.#fromUs));
  }

  #close(atUs: number): void {
    this.#state = 'over';
    this.#context.metrics.steadyEnded(atUs);
  }
}
