import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { CheckContext } from '../check/context.ts';
import type { Plan, PlannedStep, RepeatStep } from '../plan/types.ts';
import { drain } from './drain.ts';
import type { Disruption } from './faults/disruption.ts';
import { whenBack } from './when-back.ts';
import { StepTracker } from './remaining.ts';
import type { SegmentHandle } from './segment-handle.ts';
import { SegmentLost } from './segment-lost.ts';
import { stageOf } from './stages.ts';
import { indexSteps } from './step-index.ts';
import { ThresholdMissed } from './threshold-watch.ts';
import type { RunListener, StepOutcome, StopReason } from './types.ts';

const PROBLEMS_MAX = 10;
const OUTCOMES_MAX = 1_000;
const START_LEAD_US = 20_000;
/** The drain that every run ends with if its scenario has none after the last messages. */
const FINAL_DRAIN_US = 5_000_000;

export interface CoordinatorOptions {
  readonly plan: Plan;
  readonly segments: readonly SegmentHandle[];
  readonly context: CheckContext;
  readonly clock: Clock;
  readonly startedUs: number;
  readonly signal: AbortSignal;
  readonly listener: RunListener;
  readonly disruption: Disruption;
}

export interface RunPosition {
  /** Of the step begun last, from 1, in the order of the plan. */
  readonly index: number;
  readonly label: string;
  readonly remainingUs?: number;
}

/**
 * Takes the steps one after the other: each begins in all segments together and ends when all have ended it (a barrier).
 * It only sequences; what a step does stands in its own file.
 */
export class Coordinator {
  readonly outcomes: StepOutcome[] = [];
  readonly #options: CoordinatorOptions;
  readonly #tracker = new StepTracker();
  readonly #ordinals: ReadonlyMap<string, number>;
  #current: PlannedStep | undefined;
  #messagesSinceDrain = false;
  #failure: string | undefined;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    this.#ordinals = new Map([...indexSteps(options.plan).keys()].map((path, at) => [path, at + 1]));
  }

  /** Where the run stands, for progress. */
  position(nowUs: number): RunPosition {
    const step = this.#current;
    const remainingUs = this.#tracker.remainingUs(this.#options.plan.steps, nowUs);
    return {
      index: step === undefined ? 0 : (this.#ordinals.get(step.path) ?? 0),
      label: step === undefined ? '' : this.#labelNow(step, nowUs),
      ...(remainingUs === undefined ? {} : { remainingUs }),
    };
  }

  async run(): Promise<{ reason: StopReason; detail?: string }> {
    const { plan, signal } = this.#options;
    await this.#sequence(plan.steps);
    if (this.#messagesSinceDrain && !signal.aborted && this.#failure === undefined)
      await this.#drain(FINAL_DRAIN_US);
    if (this.#failure !== undefined && !signal.aborted) return { reason: 'failed', detail: this.#failure };
    if (!signal.aborted) return { reason: 'completed' };
    return { reason: stopReasonOf(signal.reason), detail: messageOf(signal.reason) };
  }

  async #sequence(steps: readonly PlannedStep[]): Promise<void> {
    for (const step of steps) {
      if (this.#options.signal.aborted || this.#failure !== undefined) return;
      await this.#step(step);
    }
  }

  async #step(step: PlannedStep): Promise<void> {
    this.#tracker.began(step, this.#options.clock.nowUs());
    if (step.kind === 'repeat') await this.#repeat(step);
    else if (step.kind === 'parallel')
      await Promise.all(step.branches.map((branch) => this.#sequence(branch)));
    else await this.#simple(step);
    this.#tracker.ended(step);
  }

  async #repeat(step: RepeatStep): Promise<void> {
    const { clock, signal } = this.#options;
    const endUs = clock.nowUs() + (step.durationUs ?? Number.POSITIVE_INFINITY);
    const times = step.times ?? Number.POSITIVE_INFINITY;
    for (let i = 0; i < times && clock.nowUs() < endUs; i += 1) {
      if (signal.aborted || this.#failure !== undefined) return;
      this.#tracker.round(step);
      await this.#sequence(step.steps);
    }
  }

  /** One step in all segments, with its outcome. */
  async #simple(step: PlannedStep): Promise<void> {
    const { clock, startedUs, listener, signal } = this.#options;
    this.#current = step;
    listener({ kind: 'step-started', path: step.path, label: step.label });
    const beganUs = clock.nowUs();
    const report = await this.#execute(step);
    const outcome: StepOutcome = {
      path: step.path,
      label: step.label,
      startedUs: beganUs - startedUs,
      durationUs: clock.nowUs() - beganUs,
      status: signal.aborted ? 'interrupted' : report.failed ? 'failed' : 'done',
      problems: report.problems,
    };
    this.#keep(outcome);
    listener({ kind: 'step-ended', outcome });
  }

  /** Rounds of a long repeat are told by the first of them, and by those that failed. */
  #keep(outcome: StepOutcome): void {
    const room = outcome.status === 'done' ? OUTCOMES_MAX : 2 * OUTCOMES_MAX;
    if (this.outcomes.length < room) this.outcomes.push(outcome);
  }

  #labelNow(step: PlannedStep, nowUs: number): string {
    if (step.kind !== 'publish') return step.label;
    const stage = stageOf(step, nowUs - (this.#tracker.startedUs(step) ?? nowUs));
    return stage === undefined ? step.label : `${step.label} (${stage})`;
  }

  async #execute(step: PlannedStep): Promise<{ failed: boolean; problems: readonly string[] }> {
    if (step.kind === 'drain') return this.#drain(step.timeoutUs);
    const { segments, clock, disruption } = this.#options;
    if (mayBringMessages(step, this.#options.plan)) this.#messagesSinceDrain = true;
    if (step.kind === 'publish' || step.kind === 'request') disruption.messagesBegin();
    if (step.kind === 'fault') return disruption.fault(step);
    if (step.kind === 'restart-broker') return disruption.broker(step);
    // Threads hear of a step at different moments: what is paced starts a little later, at one moment for all.
    const startUs = clock.nowUs() + (segments.length > 1 ? START_LEAD_US : 0);
    const reports = await Promise.all(segments.map((segment) => segment.runStep(step.path, startUs)));
    // Beside it another step may have drained: what came of this one since then has not been waited for.
    if (mayBringMessages(step, this.#options.plan)) this.#messagesSinceDrain = true;
    const failed = reports.some((report) => report.failed);
    const problems = [...new Set(reports.flatMap((report) => report.problems))].slice(0, PROBLEMS_MAX);
    if (failed && step.kind === 'connect') this.#stopIfNobodyIsConnected(problems);
    return { failed, problems };
  }

  async #drain(timeoutUs: number): Promise<{ failed: boolean; problems: readonly string[] }> {
    const { segments, context, clock, signal, disruption } = this.#options;
    disruption.suspend();
    if (disruption.isActive) await whenBack({ segments, clock, signal, timeoutUs });
    const missing = await drain({ segments, context, clock, signal, timeoutUs });
    disruption.resume();
    this.#messagesSinceDrain = false;
    return {
      failed: false,
      problems: missing === 0 ? [] : [`${missing} messages had not arrived when the drain ended`],
    };
  }

  /** Nothing that follows can succeed, and the reason deserves the foreground. */
  #stopIfNobodyIsConnected(problems: readonly string[]): void {
    const connected = this.#options.segments.reduce((sum, segment) => sum + segment.status().connected, 0);
    if (connected === 0) this.#failure = problems[0] ?? 'no client could connect';
  }
}

/** Publishing does, subscribing where something is retained, and ending connections where there are Wills. */
function mayBringMessages({ kind }: PlannedStep, { firstWillFlow, flowCount, flowBlocks }: Plan): boolean {
  if (kind === 'publish' || kind === 'request') return true;
  if (kind === 'subscribe') return flowBlocks.some(({ retain }) => retain);
  return (kind === 'drop' || kind === 'disconnect') && firstWillFlow < flowCount;
}

function stopReasonOf(cause: unknown): StopReason {
  if (cause instanceof ThresholdMissed) return 'aborted';
  return cause instanceof SegmentLost ? 'failed' : 'interrupted';
}
