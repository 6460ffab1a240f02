/** A session while it is its client's newest, and the rules by which it ends. */
import type { ConnectInvoked, ConnectionClosed } from '../../history/observer.ts';
import { SESSION_NEVER_EXPIRES } from '../../protocol/constants.ts';
import { ExchangeBook } from './exchange-book.ts';
import type { ConnectionState, GrantState, SessionState, SubscriptionState } from './session-state.ts';

/** A session while it is the client's newest, with what is only needed then. */
export class LiveSession {
  readonly state: SessionState;
  readonly exchanges = new ExchangeBook();
  /** The connection it is on, or was on last. */
  connection: number;
  /** Whether that connection resumed it. */
  resumed: boolean;
  lastHeardUs: number;
  lastDeliveryUs = -Infinity;
  /** Seconds in force since the last CONNACK. */
  expirySeconds: number;
  /** A CONNECT that would have replaced it went out, and nobody knows whether it took effect. */
  doubtful = false;
  /** Whether its client has announced a Receive Maximum on the present connection. */
  windowed = false;
  /** Whether any of its subscriptions was ever asked for with a Subscription Identifier. */
  usesIdentifiers = false;
  /** Packet Identifiers for which the session that Clean Start ended still waited for PUBREL: nobody may send it now. */
  formerReleases: Set<number> | undefined;
  /** Packet Identifiers of QoS 2 messages that our PUBREC refused: no PUBREL may follow. */
  refusedIds: Set<number> | undefined;
  /** The session that this one replaced, while its last connection is still read from. */
  former: LiveSession | undefined;
  /** False: no delivery and no subscription, so nothing about it matters once it has ended. */
  used = false;
  /** Neither unsubscribed from nor about to be. */
  readonly openSubscriptions = new Map<string, SubscriptionState>();
  readonly pendingGrants = new Map<number, GrantState[]>();
  readonly pendingUnsubscribes = new Map<number, SubscriptionState[][]>();

  constructor(state: SessionState, connection: ConnectionState, expirySeconds: number) {
    this.state = state;
    this.expirySeconds = expirySeconds;
    this.connection = connection.connection;
    this.resumed = connection.resumed;
    this.lastHeardUs = connection.connackUs;
  }

  /** Packet Identifiers of messages that we answered with PUBREC and that the broker has not released. */
  awaitedReleases(): Set<number> | undefined {
    const awaited = [...this.exchanges.openExchanges()].filter(({ stage }) => stage === 'received');
    return awaited.length === 0 ? undefined : new Set(awaited.map(({ packetId }) => packetId));
  }

  /** The broker resumed it on `connection`. */
  enter(connection: ConnectionState, expirySeconds: number): void {
    this.state.connections.push(connection);
    this.expirySeconds = expirySeconds;
    this.connection = connection.connection;
    this.resumed = connection.resumed;
    this.lastHeardUs = connection.connackUs;
    this.state.mayEndUs = Infinity;
    this.state.expiredUs = Infinity;
    this.pendingGrants.clear();
    this.pendingUnsubscribes.clear();
  }
}

/** It is connected, and a takeover closes that connection: whether the session survives it is left to the broker. */
export function endsWithItsConnection(live: LiveSession): boolean {
  return live.expirySeconds === 0 && live.state.connections.at(-1)?.closedUs === Infinity;
}

/** Seconds as µs; never is +∞. */
export function expiryUs(seconds: number): number {
  return seconds >= SESSION_NEVER_EXPIRES ? Infinity : seconds * 1_000_000;
}

/** The session's connection is gone: from when on may the session be, too? */
export function leave(live: LiveSession, event: ConnectionClosed): void {
  const { state } = live;
  const byBroker = event.how !== 'client-disconnect' && event.how !== 'client-drop';
  const closedUs = byBroker ? live.lastHeardUs : event.tUs;
  const expirySeconds = Math.min(live.expirySeconds, event.sessionExpirySeconds);
  state.mayEndUs = Math.min(state.mayEndUs, closedUs + expiryUs(expirySeconds));
  // A broker may take a half-open connection for alive, and one that it has lost itself for anything.
  if (!byBroker && event.detail !== 'half-open')
    state.expiredUs = event.tUs + expiryUs(event.sessionExpirySeconds);
  if (live.expirySeconds > 0 || event.sessionExpirySeconds > 0) return;
  state.endedUs = event.tUs;
  state.end = byBroker ? 'server-closed' : 'closed';
}

/** Our own next CONNECT had the broker close the connection; what becomes of the session, its CONNACK will say. */
export function yieldTo(successor: ConnectInvoked, live: LiveSession, event: ConnectionClosed): void {
  if (Math.min(live.expirySeconds, event.sessionExpirySeconds) > 0) return;
  live.state.mayEndUs = Math.min(live.state.mayEndUs, successor.tUs);
}

/** A new session stands in the place of `previous`: it ended at the latest now, and why? */
export function replace(previous: LiveSession, connect: ConnectInvoked, nowUs: number): void {
  const { state } = previous;
  if (state.endedUs !== Infinity) return;
  const takenOver = endsWithItsConnection(previous);
  for (const connection of state.connections) connection.closedUs = Math.min(connection.closedUs, nowUs);
  state.endedUs = nowUs;
  if (previous.doubtful) state.end = 'clean-start';
  else if (nowUs >= state.mayEndUs) state.end = 'expired';
  else if (takenOver) {
    state.end = 'closed';
    state.mayEndUs = connect.tUs;
  } else {
    state.end = 'lost';
    state.mayEndUs = previous.lastHeardUs;
  }
}
