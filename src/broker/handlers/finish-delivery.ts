import type { BrokerContext } from '../context.ts';
import type { Delivery } from '../delivery.ts';
import type { Session } from '../session.ts';

/** A delivery is acknowledged to its end: its identifier and its place in the window are free again (5:4.9.0-2). */
export function finishDelivery(context: BrokerContext, session: Session, packetId: number): void {
  session.inflight.publishes.delete(packetId);
  session.inflight.releases.delete(packetId);
  session.window.give(packetId);
  context.dispatcher.pump(session);
}

/** What a client refuses is discarded, and goes to no other member of a Shared Subscription (5:4.8.2-6). */
export function discardRefused(context: BrokerContext, session: Session, delivery: Delivery): void {
  if (delivery.share === undefined) return;
  if (context.settings.intercept?.passesOnRefused?.(delivery) === true) context.reroute(delivery, session);
}
