import { PacketType } from '../../protocol/constants.ts';
import type { Packet } from '../../protocol/packets.ts';
import type { Connection } from '../connection.ts';
import type { BrokerContext } from '../context.ts';
import { handleAuth } from './auth.ts';
import { handleConnect } from './connect.ts';
import { handleDisconnect } from './disconnect.ts';
import { handlePuback } from './puback.ts';
import { handlePubcomp } from './pubcomp.ts';
import { handlePublish } from './publish.ts';
import { handlePubrec } from './pubrec.ts';
import { handlePubrel } from './pubrel.ts';
import { refuse } from './refuse.ts';
import { handleSubscribe } from './subscribe.ts';
import { handleUnsubscribe } from './unsubscribe.ts';

/** Acts on a packet by the phase of its connection. */
export function handlePacket(context: BrokerContext, connection: Connection, packet: Packet): void {
  if (connection.phase === 'connected') handleConnected(context, connection, packet);
  else if (connection.phase === 'authenticating') handleAuthenticating(context, connection, packet);
  else if (packet.type === PacketType.connect) handleConnect(context, connection, packet);
  else connection.end();
}

/** Between CONNECT and CONNACK a client sends AUTH and DISCONNECT only (5:3.1.2-30). */
function handleAuthenticating(context: BrokerContext, connection: Connection, packet: Packet): void {
  if (packet.type === PacketType.auth) handleAuth(context, connection, packet);
  else if (packet.type === PacketType.disconnect) connection.end();
  else refuse(connection, 0x82, 'only AUTH may follow before CONNACK [5:3.1.2-30]');
}

function handleConnected(context: BrokerContext, connection: Connection, packet: Packet): void {
  switch (packet.type) {
    case PacketType.publish:
      handlePublish(context, connection, packet);
      return;
    case PacketType.puback:
      handlePuback(context, connection, packet);
      return;
    case PacketType.pubrec:
      handlePubrec(context, connection, packet);
      return;
    case PacketType.pubrel:
      handlePubrel(context, connection, packet);
      return;
    case PacketType.pubcomp:
      handlePubcomp(context, connection, packet);
      return;
    case PacketType.subscribe:
      handleSubscribe(context, connection, packet);
      return;
    case PacketType.unsubscribe:
      handleUnsubscribe(context, connection, packet);
      return;
    case PacketType.pingreq:
      connection.send({ type: PacketType.pingresp });
      return;
    case PacketType.disconnect:
      handleDisconnect(context, connection, packet);
      return;
    case PacketType.auth:
      handleAuth(context, connection, packet);
      return;
    case PacketType.connect:
      connection.disconnect(0x82, 'a second CONNECT [5:3.1.0-2]');
      return;
    default:
      connection.disconnect(0x82, 'a packet that only a server sends');
      return;
  }
}
