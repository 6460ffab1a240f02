import { monotonicClock, type Clock } from '../base/clock.ts';
import { seededRandom, type Random } from '../base/random.ts';
import type { QoS } from '../protocol/constants.ts';
import type { AccessControl } from './access.ts';
import type { Authenticate, EnhancedAuthentication } from './auth/authentication.ts';
import type { Intercept } from './intercept.ts';
import type { QueueLimits } from './message-queue.ts';
import { hostTimers, type Timers } from './timers.ts';

/** Bounds of everything that clients can make grow. */
export interface BrokerLimits {
  readonly connectionsMax: number;
  readonly sessionsMax: number;
  readonly subscriptionsPerSessionMax: number;
  readonly retainedMessagesMax: number;
  readonly clientIdBytesMax: number;
  /** A connection without an accepted CONNECT is closed after this (5:U-3.1.4-1). */
  readonly connectTimeoutMs: number;
  /** A closing connection whose peer does not finish is reset after this. */
  readonly closeTimeoutMs: number;
  /** Bytes waiting for one socket above which QoS 0 is dropped and the rest stays queued. */
  readonly socketBufferBytesMax: number;
  /** Unacknowledged PUBLISH packets towards one client, whatever its Receive Maximum. */
  readonly inflightMax: number;
  /** Messages waiting in one session. */
  readonly queue: QueueLimits;
}

/** Choices that MQTT leaves open: each value conforms. */
export interface BrokerChoices {
  /** When a QoS 2 message is passed on: at PUBREL (A) or at PUBLISH (B) (5:4.3.3, figure 4.3). */
  readonly qos2Method: 'A' | 'B';
  /** One copy of a message for overlapping subscriptions, or one for each (5:3.3.4-4, -5). */
  readonly copies: 'one' | 'per-subscription';
  /** Says 0x10 in PUBACK and PUBREC when nobody subscribes. */
  readonly tellsNoSubscribers: boolean;
  /** Keeps QoS 0 messages for sessions whose client is away. */
  readonly queuesQos0: boolean;
  /** What a 3.1.1 client gets for a PUBLISH it may not send (311:3.3.5-2); a 5.0 client gets 0x87. */
  readonly deniedPublish311: 'acknowledge' | 'disconnect';
  /** Answers a SUBSCRIBE to what a client may not read by a refusal, or grants it and sends nothing. */
  readonly deniedSubscribe: 'refuse' | 'grant';
  /** Reads `$share/…` of 3.1.1 clients as a Shared Subscription, which only 5.0 defines. */
  readonly sharesFor311: boolean;
  /** Announces and keeps 5.0 clients to this reason of closing: a DISCONNECT first, or a bare close (4.13 says SHOULD). */
  readonly disconnectsBeforeClose: boolean;
  /** Answers an invalid Topic Filter of a 5.0 client by SUBACK 0x8F, or by DISCONNECT 0x8F. */
  readonly invalidFilter: 'suback' | 'disconnect';
}

/** What the broker announces in CONNACK, and holds to. */
export interface BrokerFeatures {
  readonly receiveMaximum: number;
  readonly maximumPacketSize: number;
  readonly topicAliasMaximum: number;
  /** Aliases that the broker makes towards a client that allows them; 0 makes none. */
  readonly outboundTopicAliasMaximum: number;
  readonly maximumQos: QoS;
  readonly retainAvailable: boolean;
  readonly wildcardAvailable: boolean;
  readonly sharedAvailable: boolean;
  readonly subscriptionIdentifiersAvailable: boolean;
  /** Seconds; replaces the Keep Alive of 5.0 clients. */
  readonly serverKeepAliveS: number | undefined;
  /** Seconds; the longest Session Expiry Interval granted, in both versions. */
  readonly sessionExpiryMaxS: number | undefined;
  /** Sent to clients that request it (5:3.1.2-28). */
  readonly responseInformation: string | undefined;
}

export interface BrokerSettings {
  readonly clock: Clock;
  readonly timers: Timers;
  /** For assigned Client Identifiers. */
  readonly random: Random;
  readonly features: BrokerFeatures;
  readonly limits: BrokerLimits;
  readonly choices: BrokerChoices;
  /** Undefined accepts everyone. */
  readonly authenticate: Authenticate | undefined;
  /** Enhanced Authentication by Authentication Method (5.0 section 4.12). */
  readonly enhanced: Readonly<Record<string, EnhancedAuthentication>>;
  /** Undefined allows everything. */
  readonly access: AccessControl | undefined;
  /** Milliseconds between publications of `$SYS/`; undefined publishes none. */
  readonly sysIntervalMs: number | undefined;
  readonly intercept: Intercept | undefined;
}

type Given<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

/** Settings of a broker, each with a default. */
export type BrokerOptions = Given<Omit<BrokerSettings, 'features' | 'limits' | 'choices'>> & {
  readonly features?: Given<BrokerFeatures> | undefined;
  readonly limits?: Given<BrokerLimits> | undefined;
  readonly choices?: Given<BrokerChoices> | undefined;
};

const FEATURES: BrokerFeatures = {
  receiveMaximum: 65_535,
  maximumPacketSize: 16 * 1024 * 1024,
  topicAliasMaximum: 100,
  outboundTopicAliasMaximum: 100,
  maximumQos: 2,
  retainAvailable: true,
  wildcardAvailable: true,
  sharedAvailable: true,
  subscriptionIdentifiersAvailable: true,
  serverKeepAliveS: undefined,
  sessionExpiryMaxS: undefined,
  responseInformation: undefined,
};

const LIMITS: BrokerLimits = {
  connectionsMax: 100_000,
  sessionsMax: 1_000_000,
  subscriptionsPerSessionMax: 100_000,
  retainedMessagesMax: 1_000_000,
  clientIdBytesMax: 65_535,
  connectTimeoutMs: 10_000,
  closeTimeoutMs: 5_000,
  socketBufferBytesMax: 8 * 1024 * 1024,
  inflightMax: 65_535,
  queue: { messagesMax: 100_000, bytesMax: 256 * 1024 * 1024, whenFull: 'drop-newest' },
};

const CHOICES: BrokerChoices = {
  qos2Method: 'B',
  copies: 'one',
  tellsNoSubscribers: false,
  queuesQos0: false,
  deniedPublish311: 'acknowledge',
  deniedSubscribe: 'refuse',
  sharesFor311: true,
  disconnectsBeforeClose: true,
  invalidFilter: 'suback',
};

/** Fills in every default, in this one place. */
export function settingsOf(options: BrokerOptions): BrokerSettings {
  return {
    clock: options.clock ?? monotonicClock(),
    timers: options.timers ?? hostTimers(),
    random: options.random ?? seededRandom(1),
    features: filled(FEATURES, options.features),
    limits: filled(LIMITS, options.limits),
    choices: filled(CHOICES, options.choices),
    authenticate: options.authenticate,
    enhanced: options.enhanced ?? {},
    access: options.access,
    sysIntervalMs: options.sysIntervalMs,
    intercept: options.intercept,
  };
}

function filled<T extends object>(defaults: T, given: Given<T> | undefined): T {
  const present = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(present) };
}
