import { PacketType, SESSION_NEVER_EXPIRES } from '../../protocol/constants.ts';
import type { ConnectPacket } from '../../protocol/packets.ts';
import type { Properties } from '../../protocol/properties.ts';
import type { Connection } from '../connection.ts';
import type { BrokerContext } from '../context.ts';
import type { BrokerFeatures } from '../options.ts';
import type { Identity, Session } from '../session.ts';
import { willOf } from '../will.ts';
import { refuse } from './refuse.ts';

/** What authentication found out. */
export interface Admission {
  readonly username: string | undefined;
  readonly authenticationData?: Uint8Array | undefined;
}

/** Accepts a CONNECT: takes the Client Identifier over, resumes or begins the Session, and answers (section 3.1.4). */
export function acceptConnect(
  context: BrokerContext,
  connection: Connection,
  packet: ConnectPacket,
  admission: Admission,
): void {
  const identity: Identity = { clientId: connection.clientId, username: admission.username };
  if (refusesIdentity(context, connection, identity) || refusesWill(context, connection, packet, identity))
    return;
  const { session, isPresent } = openSession(context, packet, identity);
  const granted = grantedExpiryS(context.settings.features, packet);
  session.identity = identity;
  session.expiryIntervalS = granted;
  connection.will = packet.will === undefined ? undefined : willOf(packet.will, identity);
  connection.keepAliveS = keepAliveS(context.settings.features, packet);
  connection.mayExtendExpiry = requestedExpiryS(packet) > 0;
  connection.wantsProblemInformation = packet.properties?.requestProblemInformation !== false;
  connection.connected(session);
  const properties = connackProperties(context, connection, packet, admission);
  const isTold = connection.writer.write({
    type: PacketType.connack,
    sessionPresent: isPresent,
    reasonCode: 0,
    ...(packet.protocolVersion === 4 ? {} : { properties }),
  });
  if (isTold) startTraffic(context, connection, session, packet);
  else endUntold(connection);
}

/** The client takes no packet as large as its CONNACK, and nothing may come before that (5:3.2.0-1). */
function endUntold(connection: Connection): void {
  connection.will = undefined;
  connection.end();
}

function startTraffic(
  context: BrokerContext,
  connection: Connection,
  session: Session,
  packet: ConnectPacket,
): void {
  const { inflightMax } = context.settings.limits;
  const receiveMaximum = Math.min(packet.properties?.receiveMaximum ?? inflightMax, inflightMax);
  context.dispatcher.resume(session, connection, receiveMaximum);
}

/** Names that access rules would take for patterns are refused, or they could reach other clients' topics. */
function refusesIdentity(context: BrokerContext, connection: Connection, identity: Identity): boolean {
  const unsafe = context.access?.unsafeName(identity);
  if (unsafe === undefined) return false;
  const message = `the ${unsafe === 'client-id' ? 'client identifier' : 'user name'} has one of / + #`;
  refuse(connection, unsafe === 'client-id' ? 0x85 : 0x87, message);
  return true;
}

function refusesWill(
  context: BrokerContext,
  connection: Connection,
  packet: ConnectPacket,
  identity: Identity,
): boolean {
  if (packet.will === undefined || context.mayPublish(identity, packet.will.topic, 'will')) return false;
  refuse(connection, 0x87, 'the Will Topic is not allowed');
  return true;
}

function openSession(
  context: BrokerContext,
  packet: ConnectPacket,
  identity: Identity,
): { session: Session; isPresent: boolean } {
  const { sessions, wills } = context;
  const { intercept } = context.settings;
  const current = sessions.get(identity.clientId);
  if (current !== undefined && intercept?.takesOver?.(current) !== false) current.outlet?.supersede();
  const stored = sessions.get(identity.clientId);
  if (stored !== undefined && !packet.cleanStart) {
    sessions.keep(stored);
    wills.cancel(stored);
    intercept?.resumed?.(stored, context.subscriptions);
    return { session: stored, isPresent: true };
  }
  if (stored === undefined) return { session: sessions.create(identity), isPresent: false };
  const handOver = intercept?.endsClean?.(stored);
  sessions.end(stored);
  const session = sessions.create(identity);
  handOver?.(session);
  return { session, isPresent: false };
}

function requestedExpiryS(packet: ConnectPacket): number {
  if (packet.protocolVersion === 5) return packet.properties?.sessionExpiryInterval ?? 0;
  return packet.cleanStart ? 0 : SESSION_NEVER_EXPIRES;
}

function grantedExpiryS(features: BrokerFeatures, packet: ConnectPacket): number {
  return Math.min(requestedExpiryS(packet), features.sessionExpiryMaxS ?? SESSION_NEVER_EXPIRES);
}

function keepAliveS(features: BrokerFeatures, packet: ConnectPacket): number {
  return packet.protocolVersion === 5 ? (features.serverKeepAliveS ?? packet.keepAlive) : packet.keepAlive;
}

function connackProperties(
  context: BrokerContext,
  connection: Connection,
  packet: ConnectPacket,
  admission: Admission,
): Properties {
  const { features } = context.settings;
  const properties = announcements(features);
  const grantedS = grantedExpiryS(features, packet);
  if (grantedS !== requestedExpiryS(packet)) properties.sessionExpiryInterval = grantedS;
  if (packet.clientId === '') properties.assignedClientIdentifier = connection.clientId;
  if (features.responseInformation !== undefined && packet.properties?.requestResponseInformation === true) {
    properties.responseInformation = features.responseInformation;
  }
  if (connection.authentication !== undefined) {
    properties.authenticationMethod = connection.authentication.method;
    if (admission.authenticationData !== undefined)
      properties.authenticationData = admission.authenticationData;
  }
  return properties;
}

/** Only what differs from the value that holds in the property's absence. */
function announcements(features: BrokerFeatures): Properties {
  const properties: Properties = { maximumPacketSize: features.maximumPacketSize };
  if (features.receiveMaximum < 65_535) properties.receiveMaximum = features.receiveMaximum;
  if (features.maximumQos < 2) properties.maximumQoS = features.maximumQos === 0 ? 0 : 1;
  if (!features.retainAvailable) properties.retainAvailable = false;
  if (features.topicAliasMaximum > 0) properties.topicAliasMaximum = features.topicAliasMaximum;
  if (!features.wildcardAvailable) properties.wildcardSubscriptionAvailable = false;
  if (!features.subscriptionIdentifiersAvailable) properties.subscriptionIdentifiersAvailable = false;
  if (!features.sharedAvailable) properties.sharedSubscriptionAvailable = false;
  if (features.serverKeepAliveS !== undefined) properties.serverKeepAlive = features.serverKeepAliveS;
  return properties;
}
