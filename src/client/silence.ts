import type { Transport } from '../transport/transport.ts';
import type { KeepAlive } from './keep-alive.ts';
import type { Link } from './link.ts';

/** Time between two looks that counts as looking, µs: what a thread at a standstill did not see proves nothing. */
const LOOK_MAX_US = 1_000_000;

/** A client that has fallen silent and waits for the broker to notice (`5:3.1.2-22`, `311:3.1.2-24`). */
export class Silence {
  readonly #link: Link;
  readonly #keepAliveSeconds: number;
  readonly #lastSentUs: number;
  #forUs: number;
  #lookedUs: number;
  #over = false;
  #reasonCode: number | undefined;

  constructor(link: Link, keepAlive: KeepAlive) {
    this.#link = link;
    this.#keepAliveSeconds = keepAlive.seconds;
    this.#lookedUs = link.env.clock.nowUs();
    this.#lastSentUs = keepAlive.lastSentUs;
    this.#forUs = Math.max(0, this.#lookedUs - this.#lastSentUs);
  }

  /** Called a few times a second. */
  look(nowUs: number): void {
    this.#forUs += Math.min(LOOK_MAX_US, Math.max(0, nowUs - this.#lookedUs));
    this.#lookedUs = nowUs;
  }

  /** The broker says why it will end the connection. */
  told(reasonCode: number): void {
    this.#reasonCode ??= reasonCode;
  }

  /** The broker has ended its direction. */
  hangUp(transport: Transport | undefined): void {
    this.end('closed-by-broker');
    transport?.close();
  }

  end(kind: 'closed-by-broker' | 'left-open'): void {
    if (this.#over) return;
    this.#over = true;
    const { env, index: client, connection } = this.#link;
    const tUs = env.clock.nowUs();
    this.look(tUs);
    const keepAliveSeconds = this.#keepAliveSeconds;
    env.observer.keepAliveJudged({
      ...{ client, connection, tUs, kind, afterUs: this.#forUs, keepAliveSeconds },
      atMostUs: Math.max(this.#forUs, tUs - this.#lastSentUs),
      ...(this.#reasonCode === undefined ? {} : { reasonCode: this.#reasonCode }),
    });
  }
}
