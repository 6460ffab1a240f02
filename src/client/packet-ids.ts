const PACKET_ID_MAX = 65_535;

/**
 * Packet Identifiers of one client: never 0, never one that is still in use (`5:2.2.1-3`, `5:2.2.1-4`, `311:2.3.1-2`).
 * They go round instead of starting low again, so that a late acknowledgement never fits a newer message.
 */
export class PacketIds {
  readonly #used = new Set<number>();
  #last = 0;
  readonly #maximum: number;

  /** `maximum`: goes round so much sooner, so that what the broker makes of an identifier that comes again shows at once. */
  constructor(maximum = PACKET_ID_MAX) {
    this.#maximum = Math.min(maximum, PACKET_ID_MAX);
  }

  /** A free identifier, or 0 when all are in use. */
  take(): number {
    if (this.#used.size >= this.#maximum) return 0;
    do {
      this.#last = this.#last >= this.#maximum ? 1 : this.#last + 1;
    } while (this.#used.has(this.#last));
    this.#used.add(this.#last);
    return this.#last;
  }

  release(packetId: number): void {
    this.#used.delete(packetId);
  }
}
