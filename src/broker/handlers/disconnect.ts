import { SESSION_NEVER_EXPIRES } from '../../protocol/constants.ts';
import type { DisconnectPacket } from '../../protocol/packets.ts';
import type { Connection } from '../connection.ts';
import type { BrokerContext } from '../context.ts';

/** The client leaves (section 3.14): by Reason Code 0 without its Will (5:3.14.4-3), by any other with it. */
export function handleDisconnect(
  context: BrokerContext,
  connection: Connection,
  packet: DisconnectPacket,
): void {
  const session = connection.ownSession();
  const intervalS = packet.properties?.sessionExpiryInterval;
  if (intervalS !== undefined) {
    if (intervalS > 0 && !connection.mayExtendExpiry) {
      connection.disconnect(0x82, 'a Session Expiry Interval of 0 cannot be raised [5:U-3.14.2.2.2-1]');
      return;
    }
    session.expiryIntervalS = Math.min(
      intervalS,
      context.settings.features.sessionExpiryMaxS ?? SESSION_NEVER_EXPIRES,
    );
  }
  if (packet.reasonCode === 0) connection.will = undefined;
  connection.end();
}
