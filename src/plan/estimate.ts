/** What a plan will come to, computed beforehand: for `--dry-run`, progress and doctor, never for verdicts. */
import { arrivalCount } from './arrival-times.ts';
import { planFlowCatalog, type PlanFlowCatalog } from './flow-catalog.ts';
import { LiveSubscriptions } from './live-subscriptions.ts';
import { memberCount } from './members.ts';
import type { Plan, PlannedStep, PublishStep, RequestStep } from './types.ts';

export interface PlanEstimate {
  readonly published: number;
  readonly deliveries: number;
  /** False: chance, sampling or a `repeat` without `times` is in the numbers. */
  readonly exact: boolean;
  /** The least time the steps take, µs; waiting for the broker comes on top. */
  readonly durationUs: number;
  /** The longest that drains and expectations may add, µs. */
  readonly waitingUs: number;
  readonly publishSteps: readonly PublishEstimate[];
}

export interface PublishEstimate {
  readonly step: PublishStep;
  readonly messages: number;
  readonly deliveries: number;
}

/** Topics of a step that are looked at one by one; of more, evenly spaced ones. */
const TOPICS_MAX = 50_000;

export function estimatePlan(plan: Plan): PlanEstimate {
  return new Estimator(plan).run();
}

interface Span {
  readonly durationUs: number;
  readonly waitingUs: number;
}

const NO_TIME: Span = { durationUs: 0, waitingUs: 0 };

class Estimator {
  readonly #plan: Plan;
  readonly #catalog: PlanFlowCatalog;
  readonly #subscriptions: LiveSubscriptions;
  readonly #publishSteps: PublishEstimate[] = [];
  #exact = true;
  /** Whether somebody has left: what a broker keeps for the absent is beyond an estimate. */
  #someLeft = false;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#catalog = planFlowCatalog(plan);
    this.#subscriptions = new LiveSubscriptions(plan);
  }

  run(): PlanEstimate {
    const span = this.#sequence(this.#plan.steps, 1);
    return {
      published: this.#publishSteps.reduce((sum, { messages }) => sum + messages, 0),
      deliveries: this.#publishSteps.reduce((sum, { deliveries }) => sum + deliveries, 0),
      exact: this.#exact,
      ...span,
      publishSteps: this.#publishSteps,
    };
  }

  #sequence(steps: readonly PlannedStep[], times: number): Span {
    return steps.map((step) => this.#step(step, times)).reduce(addSpans, NO_TIME);
  }

  #step(step: PlannedStep, times: number): Span {
    switch (step.kind) {
      case 'connect':
      case 'resume':
      case 'takeover':
        return lasting(spreadUs(step));
      case 'subscribe':
        this.#subscriptions.add(step);
        return lasting(spreadUs(step));
      case 'unsubscribe':
        this.#subscriptions.remove(step);
        return NO_TIME;
      case 'publish':
        this.#publish(step, times);
        return lasting(dueUs(step));
      case 'request':
        this.#request(step, times);
        return lasting(dueUs(step.requests));
      case 'read-slowly':
        return lasting(step.durationUs);
      case 'churn':
        this.#someLeft = true;
        return lasting(step.durationUs);
      case 'wait':
        return lasting(step.durationUs);
      case 'drain':
        return { durationUs: 0, waitingUs: step.timeoutUs };
      case 'fault':
        return NO_TIME;
      case 'restart-broker':
        return lasting(heldUs(step));
      case 'expect':
        return { durationUs: 0, waitingUs: step.withinUs };
      case 'repeat':
        return this.#repeat(step, times);
      case 'parallel':
        return step.branches.map((branch) => this.#sequence(branch, times)).reduce(longerSpan, NO_TIME);
      case 'probe-access':
      case 'disconnect':
      case 'drop':
        this.#someLeft = true;
        return NO_TIME;
    }
  }

  /** Without `times` only the first round is counted. */
  #repeat(step: Extract<PlannedStep, { kind: 'repeat' }>, times: number): Span {
    const rounds = step.times ?? 1;
    if (step.durationUs !== undefined) this.#exact = false;
    const once = this.#sequence(step.steps, times * rounds);
    const durationUs = Math.min(once.durationUs * rounds, step.durationUs ?? Number.POSITIVE_INFINITY);
    return { durationUs, waitingUs: once.waitingUs * rounds };
  }

  #publish(step: PublishStep, times: number): void {
    const { arrivals, countPerMember } = step;
    const members = memberCount(step.members);
    if (arrivals.kind === 'poisson' || this.#someLeft) this.#exact = false;
    const once =
      arrivals.kind === 'unpaced'
        ? (countPerMember ?? 0) * members
        : arrivalCount(arrivals, members, countPerMember);
    const messages = once * times;
    const deliveries = Math.round(messages * this.#deliveriesPerMessage(step));
    this.#publishSteps.push({ step, messages, deliveries });
  }

  /** Whoever gets a request and is no responder does not answer: their number is an estimate. */
  #request({ requests, answerBlock }: RequestStep, times: number): void {
    this.#exact = false;
    this.#publish(requests, times);
    const messages = this.#publishSteps.at(-1)?.deliveries ?? 0;
    const step = { ...requests, flowBlock: answerBlock };
    this.#publishSteps.push({
      step,
      messages,
      deliveries: Math.round(messages * this.#deliveriesPerMessage(step)),
    });
  }

  /** The mean over the topics of the step. */
  #deliveriesPerMessage(step: PublishStep): number {
    const block = this.#plan.flowBlocks[step.flowBlock];
    if (block === undefined) return 0;
    const flows = block.memberCount * block.topicsPerMember;
    const stride = Math.ceil(flows / TOPICS_MAX);
    if (stride > 1) this.#exact = false;
    const matches = this.#subscriptions.matcher();
    let sum = 0;
    let sampled = 0;
    for (let flow = block.base; flow < block.base + flows; flow += stride) {
      sum += matches(this.#catalog.topicOf(flow));
      sampled += 1;
    }
    return sum / sampled;
  }
}

function spreadUs(step: {
  readonly members: PublishStep['members'];
  readonly ratePerSecond?: number;
}): number {
  return step.ratePerSecond === undefined ? 0 : (memberCount(step.members) / step.ratePerSecond) * 1_000_000;
}

/** How long messages are due; as fast as the broker takes them, nobody can know. */
function dueUs({ arrivals }: PublishStep): number {
  return arrivals.kind === 'unpaced' ? 0 : arrivals.durationUs;
}

function lasting(durationUs: number): Span {
  return { durationUs, waitingUs: 0 };
}

function addSpans(a: Span, b: Span): Span {
  return { durationUs: a.durationUs + b.durationUs, waitingUs: a.waitingUs + b.waitingUs };
}

function longerSpan(a: Span, b: Span): Span {
  return { durationUs: Math.max(a.durationUs, b.durationUs), waitingUs: Math.max(a.waitingUs, b.waitingUs) };
}

/** How long `pause` holds the broker. */
function heldUs({ how, forUs }: Extract<PlannedStep, { kind: 'restart-broker' }>): number {
  return how === 'pause' ? forUs : 0;
}
