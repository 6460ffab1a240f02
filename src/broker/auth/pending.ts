import type { ConnectPacket } from '../../protocol/packets.ts';
import type { Credentials, EnhancedExchange } from './authentication.ts';

/** Enhanced Authentication of one connection (5.0 section 4.12). */
export interface PendingAuthentication {
  readonly method: string;
  readonly credentials: Credentials;
  /** The exchange in progress; undefined between a success and the next re-authentication. */
  exchange: EnhancedExchange | undefined;
  /** The CONNECT that waits for the outcome; undefined once it has been accepted. */
  connect: ConnectPacket | undefined;
}
