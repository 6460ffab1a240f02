import { deliveryBytes, type Delivery } from './delivery.ts';
import { Ring } from './ring.ts';

export interface QueueLimits {
  readonly messagesMax: number;
  readonly bytesMax: number;
  /** Which message gives way when the queue is full. */
  readonly whenFull: 'drop-oldest' | 'drop-newest';
}

/** The deliveries of a session that wait for the client, or for room in its window. Never more than the limits. */
export class MessageQueue {
  readonly #limits: QueueLimits;
  readonly #ring = new Ring<Delivery>();
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#ring.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a delivery; how many messages were lost to the limits, the new one perhaps among them. */
  push(delivery: Delivery): number {
    const bytes = deliveryBytes(delivery);
    let dropped = 0;
    while (!this.#hasRoomFor(bytes)) {
      if (this.#limits.whenFull === 'drop-newest' || this.#ring.size === 0) return dropped + 1;
      this.shift();
      dropped += 1;
    }
    this.#ring.push(delivery);
    this.#bytes += bytes;
    return dropped;
  }

  shift(): Delivery | undefined {
    const delivery = this.#ring.shift();
    if (delivery !== undefined) this.#bytes -= deliveryBytes(delivery);
    return delivery;
  }

  #hasRoomFor(bytes: number): boolean {
    return this.#ring.size < this.#limits.messagesMax && this.#bytes + bytes <= this.#limits.bytesMax;
  }
}
