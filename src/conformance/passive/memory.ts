/** What a case has told the broker so far: against it deliveries are judged. One for each case, as its names are its own. */
export class SessionMemory {
  /** Every Topic Filter ever asked for; never taken out, as an UNSUBSCRIBE is judged by cases of its own. */
  readonly filters = new Set<string>();
  readonly subscriptionIdentifiers = new Set<number>();
  /** Identifiers that we gave to PUBLISH packets, and to requests. */
  readonly publishIds = new Set<number>();
  readonly requestIds = new Set<number>();
}

export class CaseMemory {
  readonly #sessions = new Map<string, SessionMemory>();
  readonly #messages = new Map<string, Set<string>>();
  /** Payloads of messages that name their topic by an alias: which topic that is are alias rules to judge. */
  readonly #aliased = new Set<string>();
  /** Payloads of messages that were published with DUP 1. */
  readonly #repeated = new Set<string>();
  /** Topics on which something retained may be left. */
  readonly retainedTopics = new Set<string>();

  /** The memory of a Client Identifier; each nameless client has one of its own. */
  session(clientId: string): SessionMemory {
    if (clientId === '') return new SessionMemory();
    const known = this.#sessions.get(clientId);
    if (known !== undefined) return known;
    const made = new SessionMemory();
    this.#sessions.set(clientId, made);
    return made;
  }

  /** Something may be published: a PUBLISH or a Will. */
  publishes(topic: string, payload: Uint8Array, isAliased = false): void {
    if (isAliased) this.#aliased.add(Buffer.from(payload).toString('latin1'));
    const payloads = this.#messages.get(topic) ?? new Set();
    this.#messages.set(topic, payloads.add(Buffer.from(payload).toString('latin1')));
  }

  /** A PUBLISH with DUP 1 goes out: whether the flag is passed on has a statement of its own. */
  publishesAgain(payload: Uint8Array): void {
    this.#repeated.add(Buffer.from(payload).toString('latin1'));
  }

  wasRepeated(payload: Uint8Array): boolean {
    return this.#repeated.has(Buffer.from(payload).toString('latin1'));
  }

  /** Whether that message was ever sent; undefined for a topic that this case does not publish to. */
  knows(topic: string, payload: Uint8Array): boolean | undefined {
    const text = Buffer.from(payload).toString('latin1');
    return this.#aliased.has(text) || this.#messages.get(topic)?.has(text);
  }
}
