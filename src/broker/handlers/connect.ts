import type { ConnectPacket } from '../../protocol/packets.ts';
import type { AuthenticationResult } from '../auth/authentication.ts';
import type { Connection } from '../connection.ts';
import type { BrokerContext } from '../context.ts';
import { messageOf } from '../../base/errors.ts';
import { acceptConnect } from './accept.ts';
import { startEnhanced } from './auth.ts';
import { connectRefusal } from './connect-checks.ts';
import { credentialsOf } from './credentials.ts';
import { refuse } from './refuse.ts';

/** The first packet of a connection (section 3.1). */
export function handleConnect(context: BrokerContext, connection: Connection, packet: ConnectPacket): void {
  const { features } = context.settings;
  connection.version = packet.protocolVersion;
  connection.writer.setCapacity({
    version: packet.protocolVersion,
    packetBytesMax: packet.properties?.maximumPacketSize ?? Number.POSITIVE_INFINITY,
    topicAliasMaximum: Math.min(
      packet.properties?.topicAliasMaximum ?? 0,
      features.outboundTopicAliasMaximum,
    ),
  });
  connection.authenticate();
  const refusal = connectRefusal(context, packet);
  if (refusal !== undefined) {
    refuse(connection, refusal.reasonCode, refusal.message);
    return;
  }
  connection.clientId = packet.clientId === '' ? unusedClientId(context) : packet.clientId;
  if (packet.properties?.authenticationMethod === undefined) authenticate(context, connection, packet);
  else startEnhanced(context, connection, packet);
}

function authenticate(context: BrokerContext, connection: Connection, packet: ConnectPacket): void {
  const decide = context.settings.authenticate;
  if (decide === undefined) {
    acceptConnect(context, connection, packet, { username: packet.username });
    return;
  }
  const conclude = (result: AuthenticationResult): void =>
    concludeConnect(context, connection, packet, result);
  const result = safely(() => decide(credentialsOf(connection, packet)));
  if (!(result instanceof Promise)) {
    conclude(result);
    return;
  }
  connection.hold();
  void result.catch(failure).then((outcome) => {
    if (connection.phase === 'closed') return;
    conclude(outcome);
    connection.release();
  });
}

function concludeConnect(
  context: BrokerContext,
  connection: Connection,
  packet: ConnectPacket,
  result: AuthenticationResult,
): void {
  if (result.ok) acceptConnect(context, connection, packet, { username: result.username });
  else refuse(connection, result.reason === 'bad-credentials' ? 0x86 : 0x87, result.message);
}

function safely(decide: () => AuthenticationResult | Promise<AuthenticationResult>) {
  try {
    return decide();
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): AuthenticationResult {
  return { ok: false, reason: 'not-authorized', message: messageOf(error) };
}

/** An identifier that no Session has (5:3.2.2-16). */
function unusedClientId(context: BrokerContext): string {
  const { random } = context.settings;
  const word = (): string => random.below(0x1_0000_0000).toString(16).padStart(8, '0');
  let clientId = `auto-${word()}${word()}`;
  while (context.sessions.get(clientId) !== undefined) clientId = `auto-${word()}${word()}`;
  return clientId;
}
