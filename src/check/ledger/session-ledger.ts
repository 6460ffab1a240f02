/** Follows every client's connections and subscriptions, and says which session a delivery belongs to. */
import type {
  ConnectInvoked,
  Connected,
  ConnectionClosed,
  ReadingChanged,
  SubscribeInvoked,
  Subscribed,
  UnsubscribeInvoked,
  Unsubscribed,
} from '../../history/observer.ts';
import { BoundedList } from './bounded-list.ts';
import { endsWithItsConnection, expiryUs, leave, LiveSession, replace, yieldTo } from './live-session.ts';
import type {
  ConnectionState,
  GrantState,
  LostConnection,
  ResumeOddity,
  SessionState,
  SubscriptionState,
} from './session-state.ts';

export interface SessionLedgerState {
  readonly sessions: readonly SessionState[];
  readonly resumeOddities: readonly ResumeOddity[];
  readonly resumeOdditiesOmitted: number;
  readonly lostConnections: readonly LostConnection[];
  readonly lostConnectionsOmitted: number;
  /** When a client connected again: the times of its second CONNECT and later ones, by client. */
  readonly reconnects: ReadonlyMap<number, readonly number[]>;
  /** Connections that got a CONNACK with success. */
  readonly established: number;
  /** Of them, those that asked for a session of theirs that was known to exist. */
  readonly resumesJudged: number;
}

const ODDITIES_MAX = 1000;
/** No more Packet Identifiers exist. */
const RECEIVE_MAXIMUM_UNLIMITED = 65_535;
/** Of one session; older ones that are over are forgotten, and the session is then judged like one from before the run. */
const SUBSCRIPTIONS_MAX = 100_000;
const CONNECTIONS_MAX = 10_000;
const PAUSES_MAX = 10_000;

export class SessionLedger {
  readonly #live: (LiveSession | undefined)[] = [];
  readonly #kept = new Map<number, SessionState>();
  readonly #connecting = new Map<number, ConnectInvoked>();
  readonly #resumeOddities = new BoundedList<ResumeOddity>(ODDITIES_MAX);
  readonly #lostConnections = new BoundedList<LostConnection>(ODDITIES_MAX);
  readonly #reconnects = new Map<number, number[]>();
  #nextId = 1;
  #established = 0;
  #resumesJudged = 0;

  /** The client's newest session. */
  live(client: number): LiveSession | undefined {
    return this.#live[client];
  }

  /** The session whose connection a newer session of its client has taken over, and that we still read from. */
  former(client: number, connection: number): LiveSession | undefined {
    const former = this.#live[client]?.former;
    if (former?.connection !== connection) return undefined;
    this.#kept.set(former.state.id, former.state);
    return former;
  }

  /** The newest sessions of clients that are connected. */
  *connectedSessions(): Generator<LiveSession> {
    for (const live of this.#live) if (live?.state.connections.at(-1)?.closedUs === Infinity) yield live;
  }

  connectInvoked(event: ConnectInvoked): void {
    this.#connecting.set(event.client, event);
    const live = this.#live[event.client];
    if (live === undefined) return;
    this.#noteReconnect(event);
    if (!event.cleanStart) return;
    live.doubtful = true;
    live.state.mayEndUs = Math.min(live.state.mayEndUs, event.tUs);
  }

  connected(event: Connected): void {
    const connect = this.#connecting.get(event.client);
    if (event.reasonCode !== 0 || connect?.connection !== event.connection) return;
    this.#established += 1;
    this.#connecting.delete(event.client);
    const connection = {
      connection: event.connection,
      connectUs: connect.tUs,
      connackUs: event.tUs,
      resumed: event.sessionPresent,
      closedUs: Infinity,
      how: undefined,
    };
    const previous = this.#live[event.client];
    if (previous !== undefined) this.#judgeResume(previous, connect, event);
    const resumes = event.sessionPresent && !connect.cleanStart;
    if (previous !== undefined && resumes && !previous.doubtful && previous.state.endedUs === Infinity)
      this.#resume(previous, connection, event.sessionExpirySeconds);
    else this.#begin(previous, connect, connection, event.sessionExpirySeconds);
    const live = this.#live[event.client];
    if (live !== undefined) live.windowed = connect.receiveMaximum < RECEIVE_MAXIMUM_UNLIMITED;
  }

  connectionClosed(event: ConnectionClosed): void {
    const live = this.#live[event.client];
    if (live?.former?.connection === event.connection) live.former = undefined;
    this.#giveUpConnecting(event, live);
    const connection = live?.state.connections.find((one) => one.connection === event.connection);
    if (live === undefined || connection === undefined) return;
    connection.closedUs = event.tUs;
    connection.how = event.how;
    const successor = this.#connecting.get(event.client);
    const replaced = live.connection !== event.connection || successor !== undefined;
    if (successor !== undefined) yieldTo(successor, live, event);
    else if (live.connection === event.connection) leave(live, event);
    if (replaced || event.how === 'client-disconnect' || event.how === 'client-drop') return;
    this.#lostConnections.add({
      client: event.client,
      connection: event.connection,
      version: live.state.version,
      tUs: event.tUs,
      how: event.how,
      reasonCode: event.reasonCode,
      detail: event.detail,
    });
  }

  subscribeInvoked(event: SubscribeInvoked): void {
    const live = this.#liveOn(event.client, event.connection);
    if (live === undefined) return;
    live.used = true;
    live.usesIdentifiers ||= event.subscriptionIdentifier !== undefined;
    const grants = event.subscriptions.map(({ filter, qos, noLocal, retainAsPublished, retainHandling }) => {
      const grant: GrantState = {
        requested: qos,
        noLocal: noLocal ?? false,
        retainAsPublished: retainAsPublished ?? false,
        retainHandling: retainHandling ?? 0,
        identifier: event.subscriptionIdentifier,
        subscribeUs: event.tUs,
        subackUs: Infinity,
        code: undefined,
      };
      openSubscription(live, filter).grants.push(grant);
      return grant;
    });
    live.pendingGrants.set(event.packetId, grants);
    while (live.state.subscriptions.length > SUBSCRIPTIONS_MAX) forgetOldest(live);
  }

  subscribed(event: Subscribed): void {
    const live = this.#liveOn(event.client, event.connection);
    const grants = live?.pendingGrants.get(event.packetId);
    if (live === undefined || grants === undefined) return;
    live.pendingGrants.delete(event.packetId);
    live.lastHeardUs = event.tUs;
    for (const [at, grant] of grants.entries()) {
      grant.code = event.reasonCodes[at];
      if (grant.code !== undefined) grant.subackUs = event.tUs;
    }
  }

  readingChanged(event: ReadingChanged): void {
    const connection = this.#liveOn(event.client, event.connection)?.state.connections.at(-1);
    if (connection === undefined) return;
    const pauses = (connection.pauses ??= []);
    const last = pauses.at(-1);
    if (event.reading) {
      if (last !== undefined) last.toUs = event.tUs;
    } else if (pauses.length < PAUSES_MAX) pauses.push({ fromUs: event.tUs, toUs: Infinity });
    else if (last !== undefined) last.toUs = Infinity;
  }

  unsubscribeInvoked(event: UnsubscribeInvoked): void {
    const live = this.#liveOn(event.client, event.connection);
    if (live === undefined) return;
    const left = event.filters.map((filter) => {
      const subscription = live.openSubscriptions.get(filter);
      live.openSubscriptions.delete(filter);
      return subscription === undefined ? [] : [subscription];
    });
    for (const subscription of left.flat()) subscription.unsubscribeUs = event.tUs;
    live.pendingUnsubscribes.set(event.packetId, left);
  }

  unsubscribed(event: Unsubscribed): void {
    const live = this.#liveOn(event.client, event.connection);
    const left = live?.pendingUnsubscribes.get(event.packetId);
    if (live === undefined || left === undefined) return;
    live.pendingUnsubscribes.delete(event.packetId);
    live.lastHeardUs = event.tUs;
    for (const [at, subscriptions] of left.entries()) {
      if ((event.reasonCodes[at] ?? 0) >= 0x80) continue;
      for (const subscription of subscriptions) subscription.unsubackUs = event.tUs;
    }
  }

  toState(): SessionLedgerState {
    return {
      sessions: [...this.#kept.values()].map((state) => this.#noted(state)),
      resumeOddities: this.#resumeOddities.items,
      resumeOdditiesOmitted: this.#resumeOddities.omitted,
      lostConnections: this.#lostConnections.items,
      lostConnectionsOmitted: this.#lostConnections.omitted,
      reconnects: this.#reconnects,
      established: this.#established,
      resumesJudged: this.#resumesJudged,
    };
  }

  #noted(state: SessionState): SessionState {
    const live = this.#live[state.client];
    return live?.state === state ? { ...state, lastDeliveryUs: live.lastDeliveryUs } : { ...state };
  }

  #noteReconnect({ client, tUs }: ConnectInvoked): void {
    const times = this.#reconnects.get(client);
    if (times === undefined) this.#reconnects.set(client, [tUs]);
    else {
      times.push(tUs);
      if (times.length > CONNECTIONS_MAX) times.shift();
    }
  }

  /** A CONNECT without an answer may still have put its own Session Expiry Interval in force. */
  #giveUpConnecting(event: ConnectionClosed, live: LiveSession | undefined): void {
    const connect = this.#connecting.get(event.client);
    if (connect?.connection !== event.connection) return;
    this.#connecting.delete(event.client);
    if (live === undefined) return;
    const { state } = live;
    state.mayEndUs = Math.min(state.mayEndUs, connect.tUs + expiryUs(connect.sessionExpirySeconds));
  }

  #liveOn(client: number, connection: number): LiveSession | undefined {
    const live = this.#live[client];
    return live?.connection === connection ? live : undefined;
  }

  /** Session Present against what is known of the session (`5:3.2.2-3`, `311:3.2.2-2`). */
  #judgeResume(previous: LiveSession, connect: ConnectInvoked, event: Connected): void {
    const { state } = previous;
    const oddity = (kind: ResumeOddity['kind']): void =>
      this.#resumeOddities.add({
        kind,
        client: event.client,
        connection: event.connection,
        version: connect.version,
        tUs: event.tUs,
        previousHow: state.connections.at(-1)?.how,
        previousConnackUs: state.connections.at(-1)?.connackUs ?? 0,
        overdueUs: Math.max(0, connect.tUs - state.expiredUs),
      });
    if (connect.cleanStart) {
      if (event.sessionPresent) oddity('kept-on-clean-start');
      return;
    }
    if (previous.doubtful) return;
    const ended = state.endedUs !== Infinity;
    const mustLive = !ended && event.tUs < state.mayEndUs && !endsWithItsConnection(previous);
    const expired = !ended && connect.tUs > state.expiredUs;
    if (mustLive || ended || expired) this.#resumesJudged += 1;
    if (mustLive && !event.sessionPresent) oddity('lost');
    if (ended && event.sessionPresent) oddity('revived');
    if (expired && event.sessionPresent) oddity('outlived');
  }

  #resume(session: LiveSession, connection: ConnectionState, expirySeconds: number): void {
    session.enter(connection, expirySeconds);
    if (session.state.connections.length <= CONNECTIONS_MAX) return;
    session.state.connections.shift();
    session.state.inherited = true;
  }

  #begin(
    previous: LiveSession | undefined,
    connect: ConnectInvoked,
    connection: ConnectionState,
    expirySeconds: number,
  ): void {
    const isReadFrom = previous?.state.connections.at(-1)?.closedUs === Infinity;
    if (previous !== undefined) {
      replace(previous, connect, connection.connackUs);
      previous.state.lastDeliveryUs = previous.lastDeliveryUs;
      if (!previous.used) this.#kept.delete(previous.state.id);
    }
    const state: SessionState = {
      id: this.#nextId,
      client: connect.client,
      version: connect.version,
      maximumPacketSize: connect.maximumPacketSize ?? Infinity,
      replacesFormer: connect.cleanStart && previous !== undefined,
      begunUs: connect.tUs,
      inherited: connection.resumed,
      mayEndUs: Infinity,
      expiredUs: Infinity,
      endedUs: Infinity,
      end: undefined,
      lastDrain: undefined,
      lastDeliveryUs: -Infinity,
      connections: [connection],
      subscriptions: [],
    };
    this.#nextId += 1;
    this.#kept.set(state.id, state);
    const live = new LiveSession(state, connection, expirySeconds);
    if (isReadFrom) live.former = previous;
    if (connect.cleanStart) live.formerReleases = previous?.awaitedReleases();
    this.#live[connect.client] = live;
  }
}

function openSubscription({ state, openSubscriptions }: LiveSession, filter: string): SubscriptionState {
  const open = openSubscriptions.get(filter);
  if (open !== undefined) return open;
  const subscription: SubscriptionState = {
    filter,
    grants: [],
    unsubscribeUs: Infinity,
    unsubackUs: Infinity,
  };
  state.subscriptions.push(subscription);
  openSubscriptions.set(filter, subscription);
  return subscription;
}

function forgetOldest({ state, openSubscriptions }: LiveSession): void {
  const over = state.subscriptions.findIndex((one) => one.unsubackUs !== Infinity);
  const [forgotten] = state.subscriptions.splice(Math.max(0, over), 1);
  if (forgotten !== undefined && over === -1) openSubscriptions.delete(forgotten.filter);
  state.inherited = true;
}
