import { PacketType } from '../../protocol/constants.ts';
import type { PubrelPacket } from '../../protocol/packets.ts';
import type { Connection } from '../connection.ts';
import type { BrokerContext } from '../context.ts';
import { acknowledge } from './acknowledge.ts';

/** Releases a QoS 2 identifier, which is then free for a new message (5:4.3.3-11, -12). */
export function handlePubrel(context: BrokerContext, connection: Connection, packet: PubrelPacket): void {
  const { received } = connection.ownSession();
  const isKnown = received.has(packet.packetId);
  const message = received.get(packet.packetId);
  received.delete(packet.packetId);
  connection.receiving.delete(packet.packetId);
  if (message !== undefined) context.publisher.publish(message);
  acknowledge(
    connection,
    PacketType.pubcomp,
    packet.packetId,
    isKnown || connection.version === 4 ? 0 : 0x92,
  );
}
