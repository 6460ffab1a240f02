/**
 * Clients that answer. They do so for the whole run, whichever step asks: a request may come from another thread, before this
 * one has heard that the step began.
 *
 *   request n of flow f  ──▶ responder r ──▶ answer n, in the flow of r and f, to the Response Topic of f's publisher
 */
import { IntervalSet } from '../base/interval-set.ts';
import type { BenchClient, PublishAdmission } from '../client/types.ts';
import type { Delivery, Outcome } from '../history/observer.ts';
import { COUNTER } from '../metrics/counters.ts';
import { MemberIndex } from '../plan/members.ts';
import type { FlowBlock, RequestStep } from '../plan/types.ts';
import { present } from '../base/assert.ts';
import { encoderOf, type FlowEncoder, type FlowOwner, type RunFlow } from './flows.ts';
import type { RequestMember } from './request-member.ts';
import type { SegmentContext } from './segment-context.ts';
import { indexSteps } from './step-index.ts';

/** Requests that go to one block, and the answers to them. */
interface Exchange {
  readonly requests: FlowBlock;
  readonly answers: FlowBlock;
  readonly askers: MemberIndex;
  readonly responders: MemberIndex;
  readonly encoder: FlowEncoder;
  /** The members of running steps, by client. */
  readonly asking: Map<number, Set<RequestMember>>;
}

interface Answer {
  readonly message: RunFlow;
  readonly seq: number;
  readonly dueUs: number;
}

/** Answers of one client that wait for its connection; beyond, requests stay without. */
const WAITING_MAX = 100_000;

export class Responders implements FlowOwner {
  readonly #context: SegmentContext;
  readonly #exchanges = new Map<number, Exchange>();
  readonly #flows = new Map<number, RunFlow>();
  /** Requests that were answered, by the flow of the answers: a copy of one is not answered again. */
  readonly #answered = new Map<number, IntervalSet>();
  readonly #waiting = new Map<number, Answer[]>();

  /** Undefined: nobody asks in this run. */
  static of(context: SegmentContext): Responders | undefined {
    const steps = [...indexSteps(context.plan).values()].filter((step) => step.kind === 'request');
    return steps.length === 0 ? undefined : new Responders(context, steps);
  }

  private constructor(context: SegmentContext, steps: readonly RequestStep[]) {
    this.#context = context;
    for (const step of steps) this.#exchanges.set(step.answerBlock, this.#exchange(step));
  }

  /** From now on `member` hears of the answers to its client, until {@link Responders.stop}. */
  start(step: RequestStep, member: RequestMember): void {
    const { asking } = present(this.#exchanges.get(step.answerBlock), 'an exchange');
    const members = asking.get(member.index);
    if (members === undefined) asking.set(member.index, new Set([member]));
    else members.add(member);
  }

  stop(step: RequestStep, member: RequestMember): void {
    this.#exchanges.get(step.answerBlock)?.asking.get(member.index)?.delete(member);
  }

  onMessage(client: BenchClient, delivery: Readonly<Delivery>): void {
    if (delivery.reading !== 'ours' || !delivery.topicMatches) return;
    for (const exchange of this.#exchanges.values()) {
      if (isIn(exchange.requests, delivery.flow)) this.#answer(client.index, exchange, delivery);
      else if (isIn(exchange.answers, delivery.flow)) this.#pass(client.index, exchange, delivery);
    }
  }

  onWritable({ index }: BenchClient): void {
    const waiting = this.#waiting.get(index);
    if (waiting === undefined) return;
    let sent = 0;
    for (const answer of waiting) {
      if (isToWait(this.#send(index, answer))) break;
      sent += 1;
    }
    if (sent === waiting.length) this.#waiting.delete(index);
    else waiting.splice(0, sent);
    this.#context.client(index).flush();
  }

  settled(outcome: Outcome): void {
    if (outcome !== 'ok') this.#context.metrics.count(COUNTER.publishFailed);
  }

  #exchange({ requests, answerBlock }: RequestStep): Exchange {
    const { flowBlocks } = this.#context.plan;
    const asking = present(flowBlocks[requests.flowBlock], 'the flows of requests');
    const answers = present(flowBlocks[answerBlock], 'the flows of answers');
    return {
      requests: asking,
      answers,
      askers: new MemberIndex(asking.members),
      responders: new MemberIndex(answers.members),
      encoder: encoderOf({ ...requests, flowBlock: answerBlock }, this.#context),
      asking: new Map(),
    };
  }

  #answer(client: number, exchange: Exchange, { flow, seq, tUs }: Readonly<Delivery>): void {
    const ordinal = exchange.responders.ordinalOf(client);
    if (ordinal === undefined) return;
    const { answers, requests } = exchange;
    const own = answers.base + ordinal * answers.topicsPerMember + flow - requests.base;
    let answered = this.#answered.get(own);
    if (answered === undefined) this.#answered.set(own, (answered = new IntervalSet()));
    if (!answered.add(seq)) return;
    this.#context.metrics.count(COUNTER.publishIntended);
    const answer = { message: this.#message(own, exchange), seq, dueUs: tUs };
    const waiting = this.#waiting.get(client);
    if (waiting !== undefined) this.#defer(waiting, answer);
    else if (isToWait(this.#send(client, answer))) this.#waiting.set(client, [answer]);
  }

  /** An answer has come to `client`: it is for whoever asked, and nobody else waits for it. */
  #pass(client: number, { answers, askers, asking }: Exchange, { flow, seq, tUs }: Readonly<Delivery>): void {
    if (askers.clientAt((flow - answers.base) % answers.topicsPerMember) !== client) return;
    for (const member of asking.get(client) ?? []) member.answered(seq, tUs);
  }

  #send(client: number, { message, seq, dueUs }: Answer): PublishAdmission {
    const admission = this.#context.client(client).publish(message, seq, dueUs);
    if (admission === 'unsupported') this.#context.metrics.count(COUNTER.publishFailed);
    return admission;
  }

  #defer(waiting: Answer[], answer: Answer): void {
    if (waiting.length < WAITING_MAX) waiting.push(answer);
    else this.#context.metrics.count(COUNTER.publishDropped);
  }

  #message(flow: number, { encoder }: Exchange): RunFlow {
    let message = this.#flows.get(flow);
    if (message === undefined)
      this.#flows.set(flow, (message = encoder.encode(flow, this.#context.plan.version, this, 1)));
    return message;
  }
}

function isIn({ base, memberCount, topicsPerMember }: FlowBlock, flow: number): boolean {
  return flow >= base && flow < base + memberCount * topicsPerMember;
}

function isToWait(admission: PublishAdmission): boolean {
  return admission === 'busy' || admission === 'offline';
}
