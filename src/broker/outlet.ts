import type { Delivery } from './delivery.ts';

/** The part of a connection that a session sees. */
export interface Outlet {
  /** True while more waits for the socket than is good: QoS 0 is dropped, the rest stays queued. */
  readonly isCongested: boolean;
  /**
   * Sends a PUBLISH. False when the packet exceeds the client's Maximum Packet Size: then nothing was sent,
   * and the delivery counts as done (5:3.1.2-24, -25). `packetId` is 0 at QoS 0.
   */
  sendPublish(delivery: Delivery, packetId: number, dup: boolean): boolean;
  sendPubrel(packetId: number): void;
  /** Ends the connection because its Client Identifier has connected anew (5:3.1.4-3). */
  supersede(): void;
  /** Ends the connection for a reason of the server's own. */
  disconnect(reasonCode: number, reason: string): void;
}
