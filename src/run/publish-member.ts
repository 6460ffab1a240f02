import type { Outcome } from '../history/observer.ts';
import { COUNTER } from '../metrics/counters.ts';
import { groupOf } from '../plan/client-spec.ts';
import { flowOf } from '../plan/flow-catalog.ts';
import type { PublishStep } from '../plan/types.ts';
import { PacketType } from '../protocol/constants.ts';
import { reasonName } from '../protocol/reason-codes.ts';
import type { BenchClient, PublishAdmission } from '../client/types.ts';
import type { FlowEncoder, FlowOwner, RunFlow } from './flows.ts';
import type { Problems } from './problems.ts';
import type { ClientWatcher, SegmentContext } from './segment-context.ts';

/** Messages of one member that wait for a connection which cannot take them; beyond, they are dropped and counted. */
const BACKLOG_MAX = 100_000;

export interface PublishMemberOptions {
  readonly step: PublishStep;
  readonly index: number;
  readonly context: SegmentContext;
  readonly encoder: FlowEncoder;
  readonly problems: Problems;
}

/** One publisher within one publish step: its flows, its numbering, and the messages that are due and not yet taken. */
export class PublishMember implements FlowOwner, ClientWatcher {
  readonly index: number;
  client: BenchClient;
  /** Set by whoever drives this member, to be told that it takes messages again. */
  onReady: (() => void) | undefined;
  /** `onReady` is called when no more messages than this are unsettled. */
  readyAt = 0;
  readonly #options: PublishMemberOptions;
  readonly #flows: (RunFlow | undefined)[] = [];
  #touched = false;
  #turn = 0;
  #sent = 0;
  #unsettled = 0;
  /** Intended times of due messages, oldest first; `#head` is where the oldest stands. */
  #backlog: number[] = [];
  #head = 0;

  constructor(options: PublishMemberOptions) {
    this.#options = options;
    this.index = options.index;
    this.client = options.context.client(options.index);
  }

  /** Messages handed to the client so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Messages sent at QoS 1 or 2 whose end is not known yet. */
  get unsettled(): number {
    return this.#unsettled;
  }

  /** What the step has to wait for. */
  get open(): number {
    return this.#unsettled + this.waiting;
  }

  /** Messages that are due and not sent. Nothing can be sent on a connection that is gone and will not come back. */
  get waiting(): number {
    const { plan, reconnector } = this.#options.context;
    const comesBack = groupOf(plan, this.index).reconnect.enabled || reconnector.expects(this.index);
    const hopeless = !this.client.connected && !comesBack;
    return hopeless ? 0 : this.#backlog.length - this.#head;
  }

  /** A message is due. Sends it, or does with it what the step says of late ones. */
  due(intendedUs: number): void {
    const { context, step } = this.#options;
    context.metrics.count(COUNTER.publishIntended);
    if (this.#backlog.length > this.#head) {
      this.#defer(intendedUs);
      return;
    }
    const admission = this.send(intendedUs);
    if (admission === 'sent' || admission === 'unsupported') return;
    if (step.whenLate === 'catch-up') this.#defer(intendedUs);
    else context.metrics.count(COUNTER.publishDropped);
  }

  /** True the first time since the last {@link PublishMember.flush}: this member has something to write. */
  touch(): boolean {
    const first = !this.#touched;
    this.#touched = true;
    return first;
  }

  /** What is due in one tick leaves in one write. */
  flush(): void {
    this.#touched = false;
    this.client.flush();
  }

  /** Offers one message to the client. */
  send(intendedUs: number): PublishAdmission {
    const { context } = this.#options;
    const message = this.#nextFlow();
    const seq = context.sequences.peek(message.flow);
    const admission = this.client.publish(message, seq, intendedUs);
    if (admission === 'sent') {
      context.sequences.advance(message.flow, seq + 1);
      this.#turn += 1;
      this.#sent += 1;
      if (message.qos > 0) this.#unsettled += 1;
    } else if (admission === 'unsupported') {
      // Another message of the flow may be smaller.
      if (message.varied !== undefined) context.sequences.advance(message.flow, seq + 1);
      context.metrics.count(COUNTER.publishFailed);
      this.#options.problems.add('the broker announced that it does not take such messages');
    }
    return admission;
  }

  settled(outcome: Outcome, reasonCode: number): void {
    this.#unsettled -= 1;
    if (outcome !== 'ok') this.#options.context.metrics.count(COUNTER.publishFailed);
    if (outcome === 'fail') this.#noteRefusal(reasonCode);
    if (this.#unsettled <= this.readyAt) this.onReady?.();
  }

  onReplaced(client: BenchClient): void {
    this.client = client;
    this.onWritable();
  }

  onWritable(): void {
    this.catchUp();
    this.onReady?.();
  }

  /** Sends what is overdue, as far as the client takes it. */
  catchUp(): void {
    while (this.#head < this.#backlog.length) {
      const admission = this.send(this.#backlog[this.#head] as number);
      if (admission !== 'sent' && admission !== 'unsupported') break;
      this.#head += 1;
    }
    if (this.#head === this.#backlog.length) this.#clearBacklog();
    this.client.flush();
  }

  /** Gives up what is overdue; how many messages that were. */
  dropBacklog(): number {
    const dropped = this.#backlog.length - this.#head;
    this.#clearBacklog();
    return dropped;
  }

  #clearBacklog(): void {
    if (this.#backlog.length > 0) this.#backlog = [];
    this.#head = 0;
  }

  #defer(intendedUs: number): void {
    if (this.#backlog.length - this.#head >= BACKLOG_MAX)
      this.#options.context.metrics.count(COUNTER.publishDropped);
    else this.#backlog.push(intendedUs);
  }

  #nextFlow(): RunFlow {
    const { step, context, encoder } = this.#options;
    const block = context.plan.flowBlocks[step.flowBlock];
    const topic = this.#turn % (block?.topicsPerMember ?? 1);
    return (this.#flows[topic] ??= encoder.encode(
      flowOf(context.plan, step.flowBlock, this.index, topic),
      context.plan.version,
      this,
      topic + 1,
    ));
  }

  #noteRefusal(reasonCode: number): void {
    const { context, step, problems } = this.#options;
    const name = reasonName(reasonCode, PacketType.puback, context.plan.version);
    context.metrics.reason(`PUBLISH ${name}`);
    if (!step.expectReasons.includes(reasonCode)) problems.add(`the broker refused a message: ${name}`);
  }
}
