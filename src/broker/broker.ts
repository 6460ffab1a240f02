import type { Transport, TransportHandler } from '../transport/transport.ts';
import type { AccessControl } from './access.ts';
import { Connection, type ConnectionPolicy } from './connection.ts';
import type { BrokerContext } from './context.ts';
import { DeadlineWheel } from './deadline-wheel.ts';
import type { Delivery } from './delivery.ts';
import { Dispatcher } from './dispatcher.ts';
import { Flusher } from './flusher.ts';
import { handlePacket } from './handlers/index.ts';
import { refuseBadBytes } from './handlers/refuse.ts';
import { settingsOf, type BrokerOptions, type BrokerSettings } from './options.ts';
import { Publisher } from './publisher.ts';
import { RetainedStore } from './retained-store.ts';
import { Router } from './router.ts';
import { SessionStore } from './session-store.ts';
import type { Session } from './session.ts';
import { newStats, type BrokerStats } from './stats.ts';
import { SubscriptionTree } from './subscription-tree.ts';
import { startSys } from './sys.ts';
import type { Cancel } from './timers.ts';
import { Wills } from './will.ts';

/** What a broker holds at the moment, beside what it has done. */
export interface BrokerFigures extends BrokerStats {
  readonly sessions: number;
  readonly subscriptions: number;
  readonly retainedMessages: number;
}

/** An MQTT broker for 3.1.1 and 5.0, over whatever transports it is given. All state is in memory. */
export class Broker {
  readonly #context: BrokerContext;
  readonly #connections = new Set<Connection>();
  readonly #policy: ConnectionPolicy;
  readonly #stopSys: Cancel;

  constructor(options: BrokerOptions = {}) {
    const context = contextOf(settingsOf(options));
    this.#context = context;
    this.#policy = {
      onPacket: (connection, packet) => handlePacket(context, connection, packet),
      onRefusal: refuseBadBytes,
      onEnd: (connection) => this.#onEnd(connection),
    };
    this.#stopSys = startSys(context);
  }

  /** Takes a connection that is open, or about to; the result listens to it. */
  accept(transport: Transport): TransportHandler {
    const connection = new Connection(this.#context, transport, this.#policy);
    this.#connections.add(connection);
    this.#context.stats.connectionsOpened += 1;
    this.#context.stats.connectionsOpen += 1;
    return connection;
  }

  stats(): BrokerFigures {
    const { stats, sessions, subscriptions, retained } = this.#context;
    return {
      ...stats,
      dropped: { ...stats.dropped },
      sessions: sessions.size,
      subscriptions: subscriptions.size,
      retainedMessages: retained.size,
    };
  }

  /** Puts other access rules in force: for subscriptions from now on, and for every message that leaves from now on. */
  setAccess(access: AccessControl | undefined): void {
    this.#context.access = access;
    this.#context.dispatcher.setAccess(access);
  }

  /** Ends every connection (5.0: Server shutting down) without publishing Wills. Sessions live on as long as they may. */
  disconnectAll(): void {
    for (const connection of this.#connections) {
      connection.will = undefined;
      connection.disconnect(0x8b, 'the broker shuts down');
    }
  }

  /** Ends every connection as {@link Broker.disconnectAll} does, and stops all timers. */
  close(): void {
    this.#stopSys();
    const { sessions, wills } = this.#context;
    this.disconnectAll();
    for (const session of sessions.all()) wills.cancel(session);
    sessions.stop();
  }

  /** The connection is over: its Will is due now or later, and its Session ends now or later. */
  #onEnd(connection: Connection): void {
    const { stats, wills, sessions } = this.#context;
    this.#connections.delete(connection);
    stats.connectionsOpen -= 1;
    const { session, will } = connection;
    connection.session = undefined;
    // With the defect that keeps a superseded connection, the session is another's by now.
    if (session === undefined || (session.outlet !== undefined && session.outlet !== connection)) return;
    session.outlet = undefined;
    if (will !== undefined) wills.start(session, will);
    sessions.leave(session);
  }
}

function contextOf(settings: BrokerSettings): BrokerContext {
  const { clock, timers, access, intercept, choices } = settings;
  const stats = newStats();
  const subscriptions = new SubscriptionTree();
  const retained = new RetainedStore();
  const dispatcher = new Dispatcher({ clock, stats, access, intercept, queuesQos0: choices.queuesQos0 });
  const mayReceive = (session: Session, topic: string): boolean =>
    context.access?.mayReceive(session.identity, topic) !== false ||
    intercept?.overrides?.({ action: 'receive', session, topic, hasWaited: false }) === true;
  const router = new Router({
    tree: subscriptions,
    dispatcher,
    mayReceive,
    copies: choices.copies,
    intercept,
  });
  const sessions = new SessionStore({
    timers,
    queue: settings.limits.queue,
    onEnd: (session) => endSession(context, router, session),
  });
  const publisher = new Publisher({ retained, subscriptions, router, dispatcher, sessions, intercept });
  const mayPublish: BrokerContext['mayPublish'] = (identity, topic, way) => {
    if (topic.startsWith('$SYS/') || topic === '$SYS') return false;
    if (context.access?.mayPublish(identity, topic) !== false) return true;
    return intercept?.overrides?.({ action: 'publish', identity, topic, way }) === true;
  };
  const wills = new Wills({ clock, timers, publisher, mayPublish });
  const deadlines = new DeadlineWheel(clock, timers);
  const flusher = new Flusher();
  const context: BrokerContext = {
    ...{
      settings,
      stats,
      sessions,
      subscriptions,
      retained,
      dispatcher,
      publisher,
      wills,
      deadlines,
      flusher,
    },
    access,
    reroute: (delivery, except) => router.reroute(delivery, except),
    mayPublish,
  };
  return context;
}

/** What a Shared Subscription gave to the ended session and it never began, or never acknowledged at QoS 1, goes on. */
function endSession(context: BrokerContext, router: Router, session: Session): void {
  context.subscriptions.removeAll(session);
  context.wills.finish(session);
  const { intercept } = context.settings;
  const reroutes = (delivery: Delivery): boolean => intercept?.reroutes?.(delivery) ?? delivery.qos === 1;
  for (const delivery of session.inflight.publishes.values()) {
    if (delivery.share !== undefined && reroutes(delivery)) router.reroute(delivery);
  }
  for (let delivery = session.queue.shift(); delivery !== undefined; delivery = session.queue.shift()) {
    if (delivery.share !== undefined) router.reroute(delivery);
  }
}
