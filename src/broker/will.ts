import type { Clock } from '../base/clock.ts';
import type { WillMessage } from '../protocol/packets.ts';
import type { PublishWay } from './intercept.ts';
import { createMessage } from './message.ts';
import type { Publisher } from './publisher.ts';
import type { Identity, Session, Will } from './session.ts';
import type { Timers } from './timers.ts';

export interface WillsOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly publisher: Publisher;
  readonly mayPublish: (identity: Identity, topic: string, way: PublishWay) => boolean;
}

/** The Will of a CONNECT. Its payload has to be the broker's own bytes. */
export function willOf(message: WillMessage, identity: Identity): Will {
  return { content: message, identity, delayS: message.properties?.willDelayInterval ?? 0 };
}

/**
 * Publishes Wills when they are due (5:3.1.2-8): after the delay, or when the session ends if that comes first.
 * A Will that DISCONNECT 0x00 removed never gets here.
 */
export class Wills {
  readonly #options: WillsOptions;

  constructor(options: WillsOptions) {
    this.#options = options;
  }

  /** The connection that left the Will is gone. */
  start(session: Session, will: Will): void {
    const delayS = Math.min(will.delayS, session.expiryIntervalS);
    if (delayS === 0) {
      this.#publish(will);
      return;
    }
    const cancel = this.#options.timers.schedule(delayS * 1000, () => this.finish(session));
    session.delayedWill = { will, cancel };
  }

  /** The client came back before the delay had passed (5:3.1.3-9). */
  cancel(session: Session): void {
    session.delayedWill?.cancel();
    session.delayedWill = undefined;
  }

  /** The delay has passed or the session has ended: publishes a Will that waits. */
  finish(session: Session): void {
    const delayed = session.delayedWill;
    this.cancel(session);
    if (delayed !== undefined) this.#publish(delayed.will);
  }

  #publish(will: Will): void {
    const { clock, publisher, mayPublish } = this.#options;
    if (!mayPublish(will.identity, will.content.topic, 'will')) return;
    publisher.publish(createMessage(will.content, will.identity.clientId, clock.nowUs()));
  }
}
