import type { AccessControl } from './access.ts';
import type { DeadlineWheel } from './deadline-wheel.ts';
import type { Delivery } from './delivery.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Flusher } from './flusher.ts';
import type { PublishWay } from './intercept.ts';
import type { BrokerSettings } from './options.ts';
import type { Publisher } from './publisher.ts';
import type { RetainedStore } from './retained-store.ts';
import type { Identity, Session } from './session.ts';
import type { SessionStore } from './session-store.ts';
import type { BrokerStats } from './stats.ts';
import type { SubscriptionTree } from './subscription-tree.ts';
import type { Wills } from './will.ts';

/** The parts of one broker, as connections and packet handlers use them. */
export interface BrokerContext {
  readonly settings: BrokerSettings;
  readonly stats: BrokerStats;
  readonly sessions: SessionStore;
  readonly subscriptions: SubscriptionTree;
  readonly retained: RetainedStore;
  readonly dispatcher: Dispatcher;
  readonly publisher: Publisher;
  readonly wills: Wills;
  readonly deadlines: DeadlineWheel;
  readonly flusher: Flusher;
  /** The rules in force; they may change while the broker runs. */
  access: AccessControl | undefined;
  /** Hands a delivery of a Shared Subscription to another member. */
  reroute(delivery: Delivery, except: Session): void;
  /** Whether a client may publish to the topic: never below `$SYS/`, else as `access` says. */
  mayPublish(identity: Identity, topic: string, way: PublishWay): boolean;
}
