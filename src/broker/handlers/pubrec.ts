import { PacketType } from '../../protocol/constants.ts';
import type { PubrecPacket } from '../../protocol/packets.ts';
import type { Connection } from '../connection.ts';
import type { BrokerContext } from '../context.ts';
import { acknowledge } from './acknowledge.ts';
import { discardRefused, finishDelivery } from './finish-delivery.ts';

/** The client has a QoS 2 message, or refuses it: from here on PUBLISH is never sent again (5:4.3.3-4, -6). */
export function handlePubrec(context: BrokerContext, connection: Connection, packet: PubrecPacket): void {
  const session = connection.ownSession();
  const { publishes, releases } = session.inflight;
  const { packetId, reasonCode } = packet;
  const delivery = publishes.get(packetId);
  if (delivery?.qos === 1) connection.disconnect(0x82, 'PUBREC for a message of QoS 1');
  else if (reasonCode >= 0x80) {
    if (delivery !== undefined) discardRefused(context, session, delivery);
    finishDelivery(context, session, packetId);
  } else if (delivery !== undefined) {
    publishes.delete(packetId);
    releases.add(packetId);
    session.window.take(packetId);
    acknowledge(connection, PacketType.pubrel, packetId, 0);
  } else {
    acknowledge(
      connection,
      PacketType.pubrel,
      packetId,
      releases.has(packetId) || connection.version === 4 ? 0 : 0x92,
    );
  }
}
