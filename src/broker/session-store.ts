import { SESSION_NEVER_EXPIRES } from '../protocol/constants.ts';
import type { QueueLimits } from './message-queue.ts';
import { Session, type Identity } from './session.ts';
import type { Timers } from './timers.ts';

export interface SessionStoreOptions {
  readonly timers: Timers;
  readonly queue: QueueLimits;
  /** Called once for every session that ends, after the store has let go of it. */
  readonly onEnd: (session: Session) => void;
}

/** All Sessions by Client Identifier (5:3.1.3-2), and their expiry. */
export class SessionStore {
  readonly #options: SessionStoreOptions;
  readonly #sessions = new Map<string, Session>();

  constructor(options: SessionStoreOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#sessions.size;
  }

  get(clientId: string): Session | undefined {
    return this.#sessions.get(clientId);
  }

  all(): Iterable<Session> {
    return this.#sessions.values();
  }

  create(identity: Identity): Session {
    const session = new Session(identity, this.#options.queue);
    this.#sessions.set(identity.clientId, session);
    return session;
  }

  /** A client is back: the session does not expire while it is connected (5:4.1.0-1). */
  keep(session: Session): void {
    session.cancelExpiry?.();
    session.cancelExpiry = undefined;
  }

  /** The connection is gone: ends the session now or after its expiry interval (5:3.1.2-23, 5:4.1.0-2). */
  leave(session: Session): void {
    session.outlet = undefined;
    const intervalS = session.expiryIntervalS;
    if (intervalS === 0) this.end(session);
    else if (intervalS !== SESSION_NEVER_EXPIRES) {
      session.cancelExpiry = this.#options.timers.schedule(intervalS * 1000, () => this.end(session));
    }
  }

  /** Throws the Session State away. */
  end(session: Session): void {
    if (session.hasEnded) return;
    session.hasEnded = true;
    this.keep(session);
    this.#sessions.delete(session.clientId);
    this.#options.onEnd(session);
  }

  /** Stops all expiry, for a broker that closes. */
  stop(): void {
    for (const session of this.#sessions.values()) this.keep(session);
  }
}
