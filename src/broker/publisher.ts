import type { Intercept } from './intercept.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Message } from './message.ts';
import type { RetainedStore } from './retained-store.ts';
import type { Router } from './router.ts';
import type { SessionStore } from './session-store.ts';

export interface PublisherOptions {
  readonly retained: RetainedStore;
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
    const { dispatcher, sessions, intercept } = this.#options;
    intercept?.routed?.(message, sessions.all(), (session, delivery) =>
      dispatcher.deliver(session, delivery),
    );
  }
}
