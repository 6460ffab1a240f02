import type { ConnectPacket } from '../../protocol/packets.ts';
import type { Credentials } from '../auth/authentication.ts';
import type { Connection } from '../connection.ts';

/** What the client shows of itself, for an authenticator. */
export function credentialsOf(connection: Connection, packet: ConnectPacket): Credentials {
  return {
    clientId: connection.clientId,
    version: connection.version,
    username: packet.username,
    password: packet.password,
    certificate: connection.transport.peerCertificate,
  };
}
