import { messageOf } from '../../base/errors.ts';
import { PacketType } from '../../protocol/constants.ts';
import type { AuthPacket, ConnectPacket } from '../../protocol/packets.ts';
import type { Properties } from '../../protocol/properties.ts';
import type { EnhancedAuthentication, EnhancedStep } from '../auth/authentication.ts';
import type { PendingAuthentication } from '../auth/pending.ts';
import type { Connection } from '../connection.ts';
import type { BrokerContext } from '../context.ts';
import { acceptConnect } from './accept.ts';
import { credentialsOf } from './credentials.ts';
import { refuse } from './refuse.ts';

const CONTINUE = 0x18;
const REAUTHENTICATE = 0x19;

/** CONNECT with an Authentication Method (5.0 section 4.12). */
export function startEnhanced(context: BrokerContext, connection: Connection, packet: ConnectPacket): void {
  const method = packet.properties?.authenticationMethod ?? '';
  const authentication = methodOf(context, method);
  if (authentication === undefined) {
    refuse(connection, 0x8c, 'the authentication method is not supported [5:4.12.0-1]');
    return;
  }
  const exchange = authentication.start(credentialsOf(connection, packet));
  connection.authentication = {
    method,
    exchange,
    connect: packet,
    credentials: credentialsOf(connection, packet),
  };
  advance(context, connection, packet.properties?.authenticationData);
}

/** AUTH of a client, during CONNECT or later for re-authentication (5.0 section 4.12.1). */
export function handleAuth(context: BrokerContext, connection: Connection, packet: AuthPacket): void {
  const pending = connection.authentication;
  if (pending === undefined || packet.properties?.authenticationMethod !== pending.method) {
    fail(connection, 0x82, 'AUTH without the Authentication Method of CONNECT [5:U-3.15-1]');
    return;
  }
  const isDue = packet.reasonCode === (pending.exchange === undefined ? REAUTHENTICATE : CONTINUE);
  if (!isDue) {
    fail(connection, 0x82, 'this AUTH is not due now');
    return;
  }
  pending.exchange ??= methodOf(context, pending.method)?.start(pending.credentials);
  advance(context, connection, packet.properties.authenticationData);
}

function methodOf(context: BrokerContext, method: string): EnhancedAuthentication | undefined {
  const { enhanced } = context.settings;
  return Object.hasOwn(enhanced, method) ? enhanced[method] : undefined;
}

/** Takes the next step of the exchange, now or when its answer is there. */
function advance(context: BrokerContext, connection: Connection, data: Uint8Array | undefined): void {
  const pending = connection.authentication;
  if (pending?.exchange === undefined) return;
  const step = safely(() => pending.exchange?.(data) ?? failure('there is no exchange'));
  if (!(step instanceof Promise)) {
    conclude(context, connection, pending, step);
    return;
  }
  connection.hold();
  void step.catch(failure).then((outcome) => {
    if (connection.phase === 'closed') return;
    conclude(context, connection, pending, outcome);
    connection.release();
  });
}

function conclude(
  context: BrokerContext,
  connection: Connection,
  pending: PendingAuthentication,
  step: EnhancedStep,
): void {
  if (step.kind === 'failure') fail(connection, 0x87, step.message);
  else if (step.kind === 'continue') sendAuth(connection, pending, CONTINUE, step.data);
  else succeed(context, connection, pending, step);
}

function succeed(
  context: BrokerContext,
  connection: Connection,
  pending: PendingAuthentication,
  step: Extract<EnhancedStep, { kind: 'success' }>,
): void {
  const { connect } = pending;
  pending.exchange = undefined;
  pending.connect = undefined;
  if (connect !== undefined) {
    acceptConnect(context, connection, connect, { username: step.username, authenticationData: step.data });
    return;
  }
  const session = connection.ownSession();
  session.identity = { clientId: session.clientId, username: step.username };
  sendAuth(connection, pending, 0, step.data);
}

function sendAuth(
  connection: Connection,
  pending: PendingAuthentication,
  reasonCode: number,
  data: Uint8Array | undefined,
): void {
  const properties: Properties = { authenticationMethod: pending.method };
  if (data !== undefined) properties.authenticationData = data;
  connection.send({ type: PacketType.auth, reasonCode, properties });
}

/** Before CONNACK by CONNACK, afterwards by DISCONNECT (5:4.12.0-4, 5:4.12.1-2). */
function fail(connection: Connection, reasonCode: number, reason: string): void {
  if (connection.phase === 'connected') connection.disconnect(reasonCode, reason);
  else refuse(connection, reasonCode, reason);
}

function safely(take: () => EnhancedStep | Promise<EnhancedStep>): EnhancedStep | Promise<EnhancedStep> {
  try {
    return take();
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): EnhancedStep {
  return { kind: 'failure', message: messageOf(error) };
}
