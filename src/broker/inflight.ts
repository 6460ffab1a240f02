import { assert } from '../base/assert.ts';
import type { Delivery } from './delivery.ts';

const PACKET_ID_MAX = 0xffff;

/**
 * What a session has sent and not seen acknowledged. It outlives the connection.
 *
 *   PUBLISH QoS 1 ──▶ publishes ──PUBACK──▶ gone
 *   PUBLISH QoS 2 ──▶ publishes ──PUBREC──▶ releases ──PUBCOMP──▶ gone
 *
 * Both keep the order of entry, which is the order in which they are sent again (311:4.6.0-1, 311:4.6.0-4).
 */
export class Inflight {
  readonly publishes = new Map<number, Delivery>();
  readonly releases = new Set<number>();
  #lastId = 0;

  get size(): number {
    return this.publishes.size + this.releases.size;
  }

  /** Takes a Packet Identifier that is not in use (5:2.2.1-4) for a delivery. There must be one. */
  begin(delivery: Delivery): number {
    assert(this.size < PACKET_ID_MAX, 'a packet identifier is free');
    let id = this.#lastId;
    do id = id === PACKET_ID_MAX ? 1 : id + 1;
    while (this.publishes.has(id) || this.releases.has(id));
    this.#lastId = id;
    this.publishes.set(id, delivery);
    return id;
  }
}
