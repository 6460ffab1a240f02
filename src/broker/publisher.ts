import type { Intercept } from './intercept.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Message } from './message.ts';
import type { RetainedStore } from './retained-store.ts';
import type { Router } from './router.ts';
import type { SessionStore } from './session-store.ts';
import type { Session } from './session.ts';
import type { SubscriptionTree } from './subscription-tree.ts';

export interface PublisherOptions {
  readonly retained: RetainedStore;
  readonly subscriptions: SubscriptionTree;
  readonly router: Router;
  readonly dispatcher: Dispatcher;
  readonly sessions: SessionStore;
  readonly intercept: Intercept | undefined;
}

/** Takes messages over for the broker: from clients, from Wills and from itself. */
export class Publisher {
  readonly #options: PublisherOptions;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** Retains the message if it asks for that, and hands it on; how many deliveries that made. */
  publish(message: Message): number {
    const { retained, router, intercept } = this.#options;
    if (message.retain) retained.store(message);
    const count = router.route(message);
    if (intercept?.routed !== undefined) this.#tell(message);
    return count;
  }

  #tell(message: Message): void {
    const { dispatcher, intercept } = this.#options;
    intercept?.routed?.({
      message,
      strangers: () => this.#strangersTo(message.topic),
      deliver: (session, delivery) => dispatcher.deliver(session, delivery),
    });
  }

  #strangersTo(topic: string): Session[] {
    const { sessions, subscriptions } = this.#options;
    const { subscriptions: matching, groups } = subscriptions.match(topic);
    const subscribers = new Set(matching.map(({ session }) => session));
    return groups.length > 0 ? [] : [...sessions.all()].filter((session) => !subscribers.has(session));
  }
}
