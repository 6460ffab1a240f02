import { PacketIds } from './packet-ids.ts';
import type { OutboundFlow } from './types.ts';

/** A QoS 1 or 2 message between its PUBLISH and its end. Kept as numbers, so that a resend is byte for byte the same. */
export interface InFlight {
  readonly packetId: number;
  readonly message: OutboundFlow;
  readonly seq: number;
  readonly intendedUs: number;
  readonly sentUs: number;
  attempts: number;
  /** Its publisher has been told how it ended, or that its connection did. */
  told: boolean;
}

/**
 * Session State on the client's side (`5:4.1.0-1`): it outlives the connection, like the flash memory of a device.
 *
 *   QoS 1   published ──PUBACK──▶ end
 *   QoS 2   published ──PUBREC──▶ released ──PUBCOMP──▶ end          received: PUBLISH ▶ id known ▶ PUBREL ▶ forgotten
 */
export class ClientSession {
  readonly packetIds: PacketIds;
  /** Sent and not acknowledged by PUBACK or PUBREC, in the order sent. */
  readonly published = new Map<number, InFlight>();
  /** PUBREL sent and PUBCOMP awaited, in the order of the PUBRECs. */
  readonly released = new Map<number, InFlight>();
  /** Packet Identifiers of QoS 2 messages received and not yet released by PUBREL. */
  readonly received = new Set<number>();

  /** `packetIdentifiers`: how many it uses at most; undefined: all. */
  constructor(packetIdentifiers?: number) {
    this.packetIds = new PacketIds(packetIdentifiers);
  }

  /** Messages that count against the broker's Receive Maximum. */
  get inFlight(): number {
    return this.published.size + this.released.size;
  }
}
