import { PacketType, type QoS } from '../../protocol/constants.ts';
import type { SubscribePacket, Subscription as Request } from '../../protocol/packets.ts';
import { parseSharedFilter, topicFilterFault } from '../../protocol/topics.ts';
import type { Connection } from '../connection.ts';
import type { BrokerContext } from '../context.ts';
import type { ShareKey } from '../delivery.ts';
import type { Session } from '../session.ts';
import type { Subscription } from '../subscription.ts';
import { replayRetained } from './replay-retained.ts';

interface Outcome {
  /** Of SUBACK, in 5.0 terms. */
  readonly reasonCode: number;
  /** The subscription whose retained messages are due. */
  readonly replay?: Subscription;
}

/** Subscribes filter by filter, answers them together, then sends retained messages (section 3.8.4). */
export function handleSubscribe(
  context: BrokerContext,
  connection: Connection,
  packet: SubscribePacket,
): void {
  const fault = filterFault(context, connection, packet);
  if (fault !== undefined) {
    connection.disconnect(0x8f, fault);
    return;
  }
  const identifier = packet.properties?.subscriptionIdentifiers?.[0] ?? 0;
  const outcomes = packet.subscriptions.map((request) => subscribe(context, connection, request, identifier));
  const reasonCodes = outcomes.map(({ reasonCode }) => codeFor(connection, reasonCode));
  connection.send({ type: PacketType.suback, packetId: packet.packetId, reasonCodes });
  for (const { replay } of outcomes) if (replay !== undefined) replayRetained(context, replay);
}

/** 3.1.1 knows no other failure than 0x80 (311:3.9.3-2). */
function codeFor(connection: Connection, reasonCode: number): number {
  return connection.version === 4 && reasonCode > 2 ? 0x80 : reasonCode;
}

/** An ill-formed filter ends a 3.1.1 connection (311:4.8.0-1); in 5.0 SUBACK can refuse it alone. */
function filterFault(
  context: BrokerContext,
  connection: Connection,
  packet: SubscribePacket,
): string | undefined {
  if (connection.version === 5 && context.settings.choices.invalidFilter === 'suback') return undefined;
  for (const { filter } of packet.subscriptions) {
    const fault = topicFilterFault(filter, connection.version);
    if (fault !== undefined) return `the Topic Filter ${fault.reason} [${fault.clause}]`;
  }
  return undefined;
}

function subscribe(
  context: BrokerContext,
  connection: Connection,
  request: Request,
  identifier: number,
): Outcome {
  const share = shareOf(context, connection, request.filter);
  const refusal = refusalOf(context, connection, request, share, identifier);
  if (refusal !== undefined) return { reasonCode: refusal };
  const session = connection.ownSession();
  const known = context.subscriptions.find(session, request.filter);
  const subscription: Subscription = known ?? newSubscription(connection, request.filter, share);
  subscription.qos = lower(request.qos, context.settings.features.maximumQos);
  subscription.noLocal = request.noLocal === true;
  subscription.retainAsPublished = request.retainAsPublished === true;
  subscription.identifier = identifier;
  if (known === undefined) context.subscriptions.add(subscription);
  const isReplayDue = share === undefined && isRetainedWanted(request, known === undefined);
  return { reasonCode: subscription.qos, ...(isReplayDue ? { replay: subscription } : {}) };
}

function newSubscription(connection: Connection, filter: string, share: ShareKey | undefined): Subscription {
  const session = connection.ownSession();
  return { session, filter, share, qos: 0, noLocal: false, retainAsPublished: false, identifier: 0 };
}

/** Retain Handling (5:3.3.1-9, -10, -11); 3.1.1 always sends (311:3.8.4-3). */
function isRetainedWanted(request: Request, isNew: boolean): boolean {
  const handling = request.retainHandling ?? 0;
  return handling === 0 || (handling === 1 && isNew);
}

function shareOf(context: BrokerContext, connection: Connection, filter: string): ShareKey | undefined {
  if (connection.version === 4 && !context.settings.choices.sharesFor311) return undefined;
  const shared = parseSharedFilter(filter);
  return shared === undefined ? undefined : { name: shared.group, filter: shared.filter };
}

function refusalOf(
  context: BrokerContext,
  connection: Connection,
  request: Request,
  share: ShareKey | undefined,
  identifier: number,
): number | undefined {
  const { features, limits } = context.settings;
  const filter = share?.filter ?? request.filter;
  const session = connection.ownSession();
  if (topicFilterFault(request.filter, connection.version) !== undefined) return 0x8f;
  if (share !== undefined && !features.sharedAvailable) return 0x9e;
  if (identifier !== 0 && !features.subscriptionIdentifiersAvailable) return 0xa1;
  if (!features.wildcardAvailable && /[+#]/u.test(filter)) return 0xa2;
  if (isDenied(context, session, filter, request.filter)) return 0x87;
  const isNew = context.subscriptions.find(session, request.filter) === undefined;
  return isNew && context.subscriptions.countOf(session) >= limits.subscriptionsPerSessionMax
    ? 0x97
    : undefined;
}

/** A denied subscription may also be granted: then nothing is sent for it, since every delivery is held against the rules. */
function isDenied(context: BrokerContext, session: Session, filter: string, whole: string): boolean {
  const { choices, intercept } = context.settings;
  // A defect hears of every subscription: what it lets through later may rest on it.
  if (intercept?.overrides?.({ action: 'subscribe', session, filter: whole }) === true) return false;
  if (choices.deniedSubscribe === 'grant') return false;
  return context.access?.maySubscribe(session.identity, filter) === false;
}

function lower(left: QoS, right: QoS): QoS {
  return left < right ? left : right;
}
