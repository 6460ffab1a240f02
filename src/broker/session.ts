import type { QoS } from '../protocol/constants.ts';
import { Inflight } from './inflight.ts';
import { MessageQueue, type QueueLimits } from './message-queue.ts';
import type { Message, MessageContent } from './message.ts';
import type { Outlet } from './outlet.ts';
import { SendWindow } from './send-window.ts';
import type { Cancel } from './timers.ts';

/** Who a client is, for access control. */
export interface Identity {
  readonly clientId: string;
  readonly username: string | undefined;
}

/** A Will Message, and the client on whose behalf it is published. */
export interface Will {
  readonly content: MessageContent;
  readonly identity: Identity;
  /** Seconds. */
  readonly delayS: number;
}

/** The router's notes on a session for the message that it is routing at the moment. */
export interface MatchNotes {
  round: number;
  qos: QoS;
  retain: boolean;
  identifiers: number[] | undefined;
}

/** Session State (section 4.1): everything that outlives a Network Connection, except Subscriptions. */
export class Session {
  readonly clientId: string;
  /** Of the latest connection. */
  identity: Identity;
  /** Where deliveries go while the client is connected. */
  outlet: Outlet | undefined;
  readonly queue: MessageQueue;
  readonly inflight = new Inflight();
  /** Of the current connection. */
  window = new SendWindow(0);
  /** QoS 2 identifiers received and not released, with the message where it waits for PUBREL (method A). */
  readonly received = new Map<number, Message | undefined>();
  /** Seconds that the session outlives its connection; SESSION_NEVER_EXPIRES is for ever. */
  expiryIntervalS = 0;
  cancelExpiry: Cancel | undefined;
  /** The Will of a connection that is gone, until its delay has passed (5:3.1.2-8), and how to stop its timer. */
  delayedWill: { readonly will: Will; readonly cancel: Cancel } | undefined;
  hasEnded = false;
  readonly notes: MatchNotes = { round: 0, qos: 0, retain: false, identifiers: undefined };

  constructor(identity: Identity, limits: QueueLimits) {
    this.clientId = identity.clientId;
    this.identity = identity;
    this.queue = new MessageQueue(limits);
  }
}
