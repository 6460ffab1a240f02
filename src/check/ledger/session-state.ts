/** Sessions, their connections and their subscriptions as plain data, with the moments that decide what is owed to them. */
import type { CloseHow } from '../../history/observer.ts';
import type { ProtocolVersion, QoS } from '../../protocol/constants.ts';

/** One network connection. Times are +∞ while a thing has not happened. */
export interface ConnectionState {
  readonly connection: number;
  readonly connectUs: number;
  readonly connackUs: number;
  readonly resumed: boolean;
  closedUs: number;
  how: CloseHow | undefined;
  /** Times in which the client did not read, ascending; absent: none. */
  pauses?: Pause[];
}

export interface Pause {
  readonly fromUs: number;
  /** +∞ while it lasts. */
  toUs: number;
}

/** Whether the client read what came on the connection all the time between the two. */
export function readsBetween(connection: ConnectionState | undefined, fromUs: number, toUs: number): boolean {
  return connection?.pauses?.some((pause) => pause.fromUs <= toUs && pause.toUs >= fromUs) !== true;
}

/** One SUBSCRIBE for a filter; subscribing again to the same filter adds a grant. */
export interface GrantState {
  readonly requested: QoS;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly retainHandling: 0 | 1 | 2;
  /** Subscription Identifier; undefined: none. */
  readonly identifier: number | undefined;
  readonly subscribeUs: number;
  subackUs: number;
  /** Granted QoS, or 0x80 and above; undefined without SUBACK. */
  code: number | undefined;
}

export interface SubscriptionState {
  readonly filter: string;
  readonly grants: GrantState[];
  /** UNSUBSCRIBE written. */
  unsubscribeUs: number;
  /** UNSUBACK received. */
  unsubackUs: number;
}

/** How a session ended. `lost`: the broker did not have it any more although it should have. */
export type SessionEnd = 'clean-start' | 'expired' | 'closed' | 'server-closed' | 'lost';

export interface SessionState {
  /** Unique within one fold. */
  readonly id: number;
  readonly client: number;
  readonly version: ProtocolVersion;
  /** Bytes; +∞ without a limit. */
  readonly maximumPacketSize: number;
  /** Clean Start began it in the place of an older one of its client. */
  readonly replacesFormer: boolean;
  /** The CONNECT that began it, µs. */
  readonly begunUs: number;
  /** It may hold subscriptions and messages that this history does not know: it began before the history, or was cut short. */
  inherited: boolean;
  /** From here on it may have ended. */
  mayEndUs: number;
  /** From here on its Session Expiry Interval has passed, as far as the broker can know that the connection is gone. */
  expiredUs: number;
  /** From here on it has ended. */
  endedUs: number;
  end: SessionEnd | undefined;
  /** The last drain that ended incomplete while it was connected, and when it had received anything last. */
  lastDrain: { readonly tUs: number; readonly lastDeliveryUs: number } | undefined;
  /** When it received anything last, µs. */
  lastDeliveryUs: number;
  readonly connections: ConnectionState[];
  subscriptions: SubscriptionState[];
}

/** A broker's word on a session that is not what it should be. */
export interface ResumeOddity {
  readonly kind: 'lost' | 'revived' | 'outlived' | 'kept-on-clean-start';
  readonly client: number;
  readonly connection: number;
  readonly version: ProtocolVersion;
  readonly tUs: number;
  /** How the session's last connection ended, and when it was last heard of. */
  readonly previousHow: CloseHow | undefined;
  readonly previousConnackUs: number;
  /** `outlived`: how long the session had been over by then, µs. */
  readonly overdueUs: number;
}

/** A connection that the broker ended, or that we gave up because of it, while nothing of ours asked for that. */
export interface LostConnection {
  readonly client: number;
  readonly connection: number;
  readonly version: ProtocolVersion;
  readonly tUs: number;
  readonly how: CloseHow;
  readonly reasonCode: number | undefined;
  readonly detail: string | undefined;
}
