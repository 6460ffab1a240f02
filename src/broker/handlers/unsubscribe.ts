import { PacketType } from '../../protocol/constants.ts';
import type { UnsubscribePacket } from '../../protocol/packets.ts';
import { topicFilterFault } from '../../protocol/topics.ts';
import type { Connection } from '../connection.ts';
import type { BrokerContext } from '../context.ts';

/** Deletes Subscriptions by their exact filters (section 3.10.4); what is on its way already is still delivered. */
export function handleUnsubscribe(
  context: BrokerContext,
  connection: Connection,
  packet: UnsubscribePacket,
): void {
  const reasonCodes: number[] = [];
  for (const filter of packet.filters) {
    const fault = topicFilterFault(filter, connection.version);
    if (fault !== undefined && connection.version === 4) {
      connection.disconnect(0x8f, `the Topic Filter ${fault.reason} [${fault.clause}]`);
      return;
    }
    reasonCodes.push(fault === undefined ? unsubscribe(context, connection, filter) : 0x8f);
  }
  connection.send({ type: PacketType.unsuback, packetId: packet.packetId, reasonCodes });
}

function unsubscribe(context: BrokerContext, connection: Connection, filter: string): number {
  const session = connection.ownSession();
  const subscription = context.subscriptions.find(session, filter);
  if (subscription === undefined) return 0x11;
  if (context.settings.intercept?.unsubscribe?.(session, filter) !== false)
    context.subscriptions.remove(subscription);
  return 0;
}
