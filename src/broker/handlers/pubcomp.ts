import type { PubcompPacket } from '../../protocol/packets.ts';
import type { Connection } from '../connection.ts';
import type { BrokerContext } from '../context.ts';
import { finishDelivery } from './finish-delivery.ts';

/** Ends a QoS 2 delivery, also when the client no longer knows it. An identifier that is not in flight is ignored. */
export function handlePubcomp(context: BrokerContext, connection: Connection, packet: PubcompPacket): void {
  const session = connection.ownSession();
  const { publishes, releases } = session.inflight;
  if (releases.has(packet.packetId)) finishDelivery(context, session, packet.packetId);
  else if (publishes.has(packet.packetId)) connection.disconnect(0x82, 'PUBCOMP before PUBREC');
}
