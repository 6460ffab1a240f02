import { flowOf } from '../plan/flow-catalog.ts';
import type { RequestStep } from '../plan/types.ts';
import { COUNTER } from '../metrics/counters.ts';
import type { PublishAdmission } from '../client/types.ts';
import { PublishMember, type PublishMemberOptions } from './publish-member.ts';

export interface RequestMemberOptions extends Omit<PublishMemberOptions, 'step'> {
  readonly step: RequestStep;
}

/**
 * One client that asks, within one step. A request is open from its send until its first answer, or until it is given up;
 * no more than the window of the step are open at once, and what is due meanwhile waits with its intended time.
 */
export class RequestMember extends PublishMember {
  readonly #step: RequestStep;
  readonly #context: RequestMemberOptions['context'];
  readonly #flow: number;
  /** When the open requests were due and sent, µs, by sequence number; the oldest first. */
  readonly #dueUs = new Map<number, number>();
  readonly #sentUs = new Map<number, number>();
  /** Requests that got no answer in time. */
  timedOut = 0;

  constructor(options: RequestMemberOptions) {
    super({ ...options, step: options.step.requests });
    this.#step = options.step;
    this.#context = options.context;
    this.#flow = flowOf(options.context.plan, options.step.requests.flowBlock, options.index, 0);
  }

  /** Requests without an answer: what a window is about here. */
  override get unsettled(): number {
    return this.#sentUs.size;
  }

  override get open(): number {
    return this.unsettled + this.waiting;
  }

  override send(intendedUs: number): PublishAdmission {
    if (this.unsettled >= this.#step.window) return 'busy';
    const seq = this.#context.sequences.peek(this.#flow);
    const admission = super.send(intendedUs);
    if (admission !== 'sent') return admission;
    this.#context.metrics.count(COUNTER.requestSent);
    this.#dueUs.set(seq, intendedUs);
    this.#sentUs.set(seq, this.#context.clock.nowUs());
    return admission;
  }

  /** An answer came to request `seq`, whoever asked for it. */
  answered(seq: number, tUs: number): void {
    const sentUs = this.#sentUs.get(seq);
    if (sentUs === undefined) return;
    this.#context.latency.answered(tUs - (this.#dueUs.get(seq) ?? sentUs), tUs - sentUs);
    this.#forget(seq);
    this.onWritable();
  }

  /** Gives up what has been open for too long. */
  expire(nowUs: number): void {
    let expired = 0;
    for (const [seq, sentUs] of this.#sentUs) {
      if (nowUs - sentUs < this.#step.timeoutUs) break;
      this.#forget(seq);
      expired += 1;
    }
    if (expired === 0) return;
    this.timedOut += expired;
    this.#context.metrics.count(COUNTER.requestUnanswered, expired);
    this.onWritable();
  }

  #forget(seq: number): void {
    this.#dueUs.delete(seq);
    this.#sentUs.delete(seq);
  }
}
