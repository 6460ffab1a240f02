import type { QoS } from '../../protocol/constants.ts';
import type { BrokerContext } from '../context.ts';
import type { Subscription } from '../subscription.ts';

/** Sends the retained messages that match a subscription, with RETAIN 1 (5:U-3.3.1.3-1, 311:3.3.1-8). */
export function replayRetained(context: BrokerContext, subscription: Subscription): void {
  const { session, filter, qos, noLocal, identifier } = subscription;
  const identifiers = identifier === 0 ? undefined : [identifier];
  for (const message of context.retained.match(filter, context.settings.clock.nowUs())) {
    if (noLocal && message.publisher === session.clientId) continue;
    const lower: QoS = message.qos < qos ? message.qos : qos;
    context.dispatcher.deliver(session, { message, qos: lower, retain: true, identifiers, share: undefined });
  }
}
