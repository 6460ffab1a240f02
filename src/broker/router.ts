import type { QoS } from '../protocol/constants.ts';
import type { Delivery } from './delivery.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Intercept } from './intercept.ts';
import type { Message } from './message.ts';
import type { Session } from './session.ts';
import type { SharedGroup } from './shared-group.ts';
import type { Subscription } from './subscription.ts';
import type { SubscriptionTree, TopicMatch } from './subscription-tree.ts';

export interface RouterOptions {
  readonly tree: SubscriptionTree;
  readonly dispatcher: Dispatcher;
  /** Whether the session may be chosen to receive the topic by a Shared Subscription. */
  readonly mayReceive: (session: Session, topic: string) => boolean;
  /**
   * How overlapping subscriptions are served (5:3.3.4-2, -4, -5): one copy at the highest QoS with the identifiers of all,
   * or a copy for each.
   */
  readonly copies: 'one' | 'per-subscription';
  readonly intercept: Intercept | undefined;
}

/** Finds the receivers of a message, and the form in which each gets it. */
export class Router {
  readonly #options: RouterOptions;
  #round = 0;

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  /** Hands the message to every session that subscribes to its topic; how many deliveries that made. */
  route(message: Message): number {
    const { subscriptions, groups } = this.#match(message.topic);
    const mergesCopies = subscriptions.length > 1 && this.#options.copies === 'one';
    let count = mergesCopies
      ? this.#routeMerged(message, subscriptions)
      : this.#routeEach(message, subscriptions);
    for (const group of groups) if (this.#routeShared(message, group)) count += 1;
    return count;
  }

  /** Finds another member than `except` for a delivery whose session ended before it began or, at QoS 1, before its PUBACK. */
  reroute(delivery: Delivery, except?: Session): void {
    const group = delivery.share === undefined ? undefined : this.#options.tree.group(delivery.share);
    if (group !== undefined) this.#routeShared(delivery.message, group, except);
  }

  #match(topic: string): TopicMatch {
    const { tree, intercept } = this.#options;
    if (intercept?.matches === undefined) return tree.match(topic);
    return intercept.matches(topic, (other) => tree.match(other));
  }

  #routeEach(message: Message, subscriptions: readonly Subscription[]): number {
    const forms = new DeliveryForms(message);
    let count = 0;
    for (const subscription of subscriptions) {
      if (isOwn(message, subscription)) continue;
      this.#options.dispatcher.deliver(subscription.session, forms.of(subscription));
      count += 1;
    }
    return count;
  }

  /** Two passes: first each session collects what its subscriptions grant, then each gets one copy. */
  #routeMerged(message: Message, subscriptions: readonly Subscription[]): number {
    const round = (this.#round += 1);
    const receivers: Session[] = [];
    for (const subscription of subscriptions) {
      if (isOwn(message, subscription)) continue;
      const isFirst = subscription.session.notes.round !== round;
      if (isFirst) receivers.push(subscription.session);
      note(message, subscription, isFirst ? round : undefined);
    }
    const forms = new DeliveryForms(message);
    for (const session of receivers) {
      const { qos, retain, identifiers } = session.notes;
      this.#options.dispatcher.deliver(session, forms.form(qos, retain, identifiers));
    }
    return receivers.length;
  }

  #routeShared(message: Message, group: SharedGroup, except?: Session): boolean {
    const { mayReceive } = this.#options;
    const member = group.choose((session) => session !== except && mayReceive(session, message.topic));
    if (member === undefined) return false;
    this.#options.dispatcher.deliver(member.session, {
      message,
      qos: lower(message.qos, member.qos),
      retain: message.retain && member.retainAsPublished,
      identifiers: identifiersOf(member),
      share: group,
    });
    return true;
  }
}

/** Deliveries of one message; those without identifiers are shared by all receivers of the same form. */
class DeliveryForms {
  readonly #message: Message;
  readonly #shared: (Delivery | undefined)[] = [];

  constructor(message: Message) {
    this.#message = message;
  }

  of(subscription: Subscription): Delivery {
    const retain = this.#message.retain && subscription.retainAsPublished;
    return this.form(lower(this.#message.qos, subscription.qos), retain, identifiersOf(subscription));
  }

  form(qos: QoS, retain: boolean, identifiers: readonly number[] | undefined): Delivery {
    if (identifiers !== undefined)
      return { message: this.#message, qos, retain, identifiers, share: undefined };
    const slot = qos * 2 + (retain ? 1 : 0);
    return (this.#shared[slot] ??= { message: this.#message, qos, retain, identifiers, share: undefined });
  }
}

/** Adds a subscription to its session's notes; `round` starts them anew. */
function note(message: Message, subscription: Subscription, round: number | undefined): void {
  const { notes } = subscription.session;
  const qos = lower(message.qos, subscription.qos);
  const retain = message.retain && subscription.retainAsPublished;
  if (round !== undefined) {
    notes.round = round;
    notes.qos = qos;
    notes.retain = retain;
    notes.identifiers = identifiersOf(subscription);
    return;
  }
  if (qos > notes.qos) notes.qos = qos;
  if (retain) notes.retain = true;
  if (subscription.identifier !== 0)
    notes.identifiers = [...(notes.identifiers ?? []), subscription.identifier];
}

/** No Local (5:3.8.3-3). */
function isOwn(message: Message, subscription: Subscription): boolean {
  return subscription.noLocal && subscription.session.clientId === message.publisher;
}

function identifiersOf(subscription: Subscription): number[] | undefined {
  return subscription.identifier === 0 ? undefined : [subscription.identifier];
}

function lower(left: QoS, right: QoS): QoS {
  return left < right ? left : right;
}
