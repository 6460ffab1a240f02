import type { PubackPacket } from '../../protocol/packets.ts';
import type { Connection } from '../connection.ts';
import type { BrokerContext } from '../context.ts';
import { discardRefused, finishDelivery } from './finish-delivery.ts';

/** Ends a QoS 1 delivery, whatever its Reason Code (5:4.4.0-2). An identifier that is not in flight is ignored. */
export function handlePuback(context: BrokerContext, connection: Connection, packet: PubackPacket): void {
  const { publishes } = connection.ownSession().inflight;
  const delivery = publishes.get(packet.packetId);
  if (delivery === undefined) return;
  if (delivery.qos === 1 && packet.reasonCode >= 0x80)
    discardRefused(context, connection.ownSession(), delivery);
  if (delivery.qos === 1) finishDelivery(context, connection.ownSession(), packet.packetId);
  else connection.disconnect(0x82, 'PUBACK for a message of QoS 2');
}
