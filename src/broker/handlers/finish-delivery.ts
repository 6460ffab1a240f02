import type { BrokerContext } from '../context.ts';
import type { Session } from '../session.ts';

/** A delivery is acknowledged to its end: its identifier and its place in the window are free again (5:4.9.0-2). */
export function finishDelivery(context: BrokerContext, session: Session, packetId: number): void {
  session.inflight.publishes.delete(packetId);
  session.inflight.releases.delete(packetId);
  session.window.give(packetId);
  context.dispatcher.pump(session);
}
