/**
 * The QoS>0 PUBLISH packets that a connection has unacknowledged: never more than the client's Receive Maximum (5:4.9.0-1, -2).
 * Unfinished releases of an earlier connection count too: stricter than section 4.9 asks, and safe by any reading of it.
 */
export class SendWindow {
  readonly #maximum: number;
  /** Identifiers that take a place. */
  readonly #taken: Set<number>;
  /** Identifiers to send again on this connection, oldest first (5:4.4.0-1). */
  readonly #resend: readonly number[];
  #nextResend = 0;

  constructor(maximum: number, releases: Iterable<number> = [], resend: readonly number[] = []) {
    this.#maximum = maximum;
    this.#taken = new Set(releases);
    this.#resend = resend;
  }

  get isOpen(): boolean {
    return this.#taken.size < this.#maximum;
  }

  /** True once nothing of an earlier connection is left to send: only then may new messages go out. */
  get isCaughtUp(): boolean {
    return this.#nextResend === this.#resend.length;
  }

  take(packetId: number): void {
    this.#taken.add(packetId);
  }

  give(packetId: number): void {
    this.#taken.delete(packetId);
  }

  /** The next identifier to send again. */
  nextResend(): number | undefined {
    const packetId = this.#resend[this.#nextResend];
    if (packetId !== undefined) this.#nextResend += 1;
    return packetId;
  }
}
