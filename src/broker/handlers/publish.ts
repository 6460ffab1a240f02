import { PacketType } from '../../protocol/constants.ts';
import type { PublishPacket } from '../../protocol/packets.ts';
import type { Connection } from '../connection.ts';
import type { BrokerContext } from '../context.ts';
import { createMessage, type Message } from '../message.ts';
import type { Session } from '../session.ts';
import { acknowledge } from './acknowledge.ts';
import { resolveTopic } from './topic-alias.ts';

/** A message from a client (section 3.3). */
export function handlePublish(context: BrokerContext, connection: Connection, packet: PublishPacket): void {
  context.stats.messagesReceived += 1;
  const fault = featureFault(context, packet);
  if (fault !== undefined) {
    connection.disconnect(fault.reasonCode, fault.message);
    return;
  }
  const topic = resolveTopic(context, connection, packet);
  if (topic === undefined) return;
  if (packet.qos === 0) publishNow(context, connection, packet, topic);
  else if (exceedsReceiveMaximum(context, connection, packet)) {
    connection.disconnect(0x93, 'more messages in flight than the Receive Maximum allows');
  } else if (packet.qos === 1) answerQos1(context, connection, packet, topic);
  else answerQos2(context, connection, packet, topic);
}

/** Use of what the broker has announced as not available (5:U-3.2.2.3.4-1). 3.1.1 has no such announcement for RETAIN. */
function featureFault(
  context: BrokerContext,
  packet: PublishPacket,
): { reasonCode: number; message: string } | undefined {
  const { maximumQos, retainAvailable } = context.settings.features;
  if (packet.qos > maximumQos) return { reasonCode: 0x9b, message: `QoS ${packet.qos} is not supported` };
  if (packet.retain && !retainAvailable)
    return { reasonCode: 0x9a, message: 'retained messages are not supported' };
  if (packet.properties?.subscriptionIdentifiers !== undefined) {
    return { reasonCode: 0x82, message: 'a client sends no Subscription Identifier in PUBLISH [5:3.3.4-6]' };
  }
  return undefined;
}

/** 5:3.3.4-8. QoS 1 is acknowledged at once, so that only QoS 2 fills the Receive Maximum. */
function exceedsReceiveMaximum(
  context: BrokerContext,
  connection: Connection,
  packet: PublishPacket,
): boolean {
  if (connection.version === 4) return false;
  if (packet.qos === 2 && connection.receiving.has(packet.packetId ?? 0)) return false;
  return connection.receiving.size >= context.settings.features.receiveMaximum;
}

function answerQos1(
  context: BrokerContext,
  connection: Connection,
  packet: PublishPacket,
  topic: string,
): void {
  const reasonCode = publishNow(context, connection, packet, topic);
  acknowledge(connection, PacketType.puback, packet.packetId ?? 0, reasonCode);
}

/** An identifier stays taken from PUBREC below 0x80 to PUBREL; meanwhile it is answered and not passed on (5:4.3.3-10). */
function answerQos2(
  context: BrokerContext,
  connection: Connection,
  packet: PublishPacket,
  topic: string,
): void {
  const session = connection.ownSession();
  const packetId = packet.packetId ?? 0;
  let reasonCode = 0;
  if (!session.received.has(packetId)) reasonCode = receiveQos2(context, connection, packet, topic);
  if (connection.phase !== 'connected') return;
  if (reasonCode < 0x80) connection.receiving.add(packetId);
  acknowledge(connection, PacketType.pubrec, packetId, reasonCode);
}

function receiveQos2(
  context: BrokerContext,
  connection: Connection,
  packet: PublishPacket,
  topic: string,
): number {
  const { received } = connection.ownSession();
  if (context.settings.choices.qos2Method === 'B') {
    const reasonCode = publishNow(context, connection, packet, topic);
    if (reasonCode < 0x80) received.set(packet.packetId ?? 0, undefined);
    return reasonCode;
  }
  const refusal = refusalOf(context, connection.ownSession(), packet, topic);
  if (refusal === undefined)
    received.set(packet.packetId ?? 0, messageOf(context, connection, packet, topic));
  return refusal === undefined ? 0 : settleRefusal(context, connection, refusal);
}

/** Publishes, or refuses; the Reason Code for the acknowledgement. */
function publishNow(
  context: BrokerContext,
  connection: Connection,
  packet: PublishPacket,
  topic: string,
): number {
  const refusal = refusalOf(context, connection.ownSession(), packet, topic);
  if (refusal !== undefined) return settleRefusal(context, connection, refusal);
  const receivers = context.publisher.publish(messageOf(context, connection, packet, topic));
  return receivers === 0 && context.settings.choices.tellsNoSubscribers && connection.version === 5
    ? 0x10
    : 0;
}

function messageOf(
  context: BrokerContext,
  connection: Connection,
  packet: PublishPacket,
  topic: string,
): Message {
  return createMessage({ ...packet, topic }, connection.clientId, context.settings.clock.nowUs());
}

/** Why a message is not taken over, as a Reason Code of PUBACK and PUBREC. */
function refusalOf(
  context: BrokerContext,
  session: Session,
  packet: PublishPacket,
  topic: string,
): number | undefined {
  const way = packet.topic === '' ? 'alias' : 'topic';
  if (!context.mayPublish(session.identity, topic, way)) return 0x87;
  const { retained, settings } = context;
  const isNewRetained =
    packet.retain && packet.payload.length > 0 && retained.size >= settings.limits.retainedMessagesMax;
  return isNewRetained && !retained.has(topic) ? 0x97 : undefined;
}

/** 3.1.1 has no way to say no: the message is acknowledged and dropped, or the connection ends (311:3.3.5-2). */
function settleRefusal(context: BrokerContext, connection: Connection, reasonCode: number): number {
  if (connection.version === 4 && context.settings.choices.deniedPublish311 === 'disconnect')
    connection.end();
  return reasonCode;
}
