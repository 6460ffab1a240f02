import { memberCount } from '../plan/members.ts';
import type { PlannedStep, RepeatStep } from '../plan/types.ts';

/** What has become of steps so far, by their paths: as much as it takes to say how long the rest will last. */
export class StepTracker {
  readonly #startedUs = new Map<string, number>();
  readonly #ended = new Set<string>();
  readonly #rounds = new Map<string, number>();

  began(step: PlannedStep, nowUs: number): void {
    this.#startedUs.set(step.path, nowUs);
    this.#ended.delete(step.path);
  }

  ended(step: PlannedStep): void {
    this.#ended.add(step.path);
  }

  /** A new round of a repeat begins, the first included. */
  round(step: RepeatStep): void {
    this.#rounds.set(step.path, (this.#rounds.get(step.path) ?? 0) + 1);
    this.#forget(step.steps);
  }

  startedUs(step: PlannedStep): number | undefined {
    return this.#startedUs.get(step.path);
  }

  /** µs that the plan leaves for `steps`; what waits for the broker counts as nothing. Undefined: nobody can know. */
  remainingUs(steps: readonly PlannedStep[], nowUs: number): number | undefined {
    return sum(steps.map((step) => this.#ofStep(step, nowUs)));
  }

  #ofStep(step: PlannedStep, nowUs: number): number | undefined {
    if (this.#ended.has(step.path)) return 0;
    if (step.kind === 'parallel')
      return longest(step.branches.map((branch) => this.remainingUs(branch, nowUs)));
    const startedUs = this.#startedUs.get(step.path);
    if (step.kind === 'repeat' && startedUs !== undefined) return this.#ofRepeat(step, nowUs, startedUs);
    const lastsUs = durationUs(step);
    if (lastsUs === undefined || startedUs === undefined) return lastsUs;
    return Math.max(0, lastsUs - (nowUs - startedUs));
  }

  #ofRepeat(step: RepeatStep, nowUs: number, startedUs: number): number | undefined {
    const untilEndUs = Math.max(0, startedUs + (step.durationUs ?? Number.POSITIVE_INFINITY) - nowUs);
    const roundsLeft = (step.times ?? Number.POSITIVE_INFINITY) - (this.#rounds.get(step.path) ?? 0);
    const thisRoundUs = this.remainingUs(step.steps, nowUs);
    return bounded(sum([thisRoundUs, timesUs(step.steps, roundsLeft)]), untilEndUs);
  }

  #forget(steps: readonly PlannedStep[]): void {
    for (const step of steps) {
      this.#startedUs.delete(step.path);
      this.#ended.delete(step.path);
      this.#rounds.delete(step.path);
      if (step.kind === 'repeat') this.#forget(step.steps);
      if (step.kind === 'parallel') step.branches.forEach((branch) => this.#forget(branch));
    }
  }
}

/** How long a whole step lasts by its plan, µs. */
function durationUs(step: PlannedStep): number | undefined {
  switch (step.kind) {
    case 'connect':
    case 'resume':
    case 'takeover':
    case 'subscribe':
      return step.ratePerSecond === undefined
        ? 0
        : (memberCount(step.members) / step.ratePerSecond) * 1_000_000;
    case 'publish':
      return step.arrivals.durationUs;
    case 'request':
      return step.requests.arrivals.durationUs;
    case 'read-slowly':
    case 'churn':
    case 'wait':
      return step.durationUs;
    case 'restart-broker':
      return step.how === 'pause' ? step.forUs : 0;
    case 'repeat':
      return bounded(
        timesUs(step.steps, step.times ?? Number.POSITIVE_INFINITY),
        step.durationUs ?? Number.POSITIVE_INFINITY,
      );
    case 'parallel':
      return longest(step.branches.map((branch) => sum(branch.map(durationUs))));
    default:
      return 0;
  }
}

/** Rounds that take no time by the plan may still take any. */
function timesUs(steps: readonly PlannedStep[], times: number): number | undefined {
  const onceUs = sum(steps.map(durationUs));
  if (times === Number.POSITIVE_INFINITY) return onceUs === undefined ? undefined : times;
  return onceUs === undefined ? undefined : onceUs * times;
}

/** The bound itself is known where what it bounds is not. */
function bounded(us: number | undefined, boundUs: number): number | undefined {
  if (us === undefined) return Number.isFinite(boundUs) ? boundUs : undefined;
  return Math.min(us, boundUs);
}

function sum(durations: readonly (number | undefined)[]): number | undefined {
  return durations.reduce((a, b) => (a === undefined || b === undefined ? undefined : a + b), 0);
}

function longest(durations: readonly (number | undefined)[]): number | undefined {
  return durations.reduce((a, b) => (a === undefined || b === undefined ? undefined : Math.max(a, b)), 0);
}
