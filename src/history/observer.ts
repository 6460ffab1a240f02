/**
 * What happened, as it happened: the one seam between clients that act and code that judges, measures or records.
 * Events of one client come in the order of its wire. `client` is a global index, `connection` counts the connections of
 * that client from 1, `tUs` is the host's monotonic clock in microseconds.
 *
 * The three events of a message (`publishInvoked`, `publishCompleted`, `delivered`) are the hot path and allocate nothing:
 * `Delivery` is one record that its owner uses again, valid only during the call.
 */
import type { ProtocolVersion, QoS } from '../protocol/constants.ts';
import type { Subscription } from '../protocol/packets.ts';
import type { MessageProperties } from './message-properties.ts';
import type { StampReading } from './stamp.ts';
import type { WitnessPacket } from './witness.ts';

/** How an operation ended: `ok` and `fail` (no effect) are definite, `info` is unknown. */
export type Outcome = 'ok' | 'fail' | 'info';

export interface ConnectInvoked {
  readonly client: number;
  readonly connection: number;
  readonly tUs: number;
  readonly version: ProtocolVersion;
  readonly cleanStart: boolean;
  /** Seconds asked for; 3.1.1: 0 for Clean Session 1, else never. */
  readonly sessionExpirySeconds: number;
  readonly keepAliveSeconds: number;
  readonly receiveMaximum: number;
  readonly topicAliasMaximum: number;
  /** Bytes; absent: no limit but the protocol's. */
  readonly maximumPacketSize?: number;
  readonly hasWill: boolean;
  /** Its Will, where the history knows it as a flow; message `connection - 1` of that flow is the Will of this connection. */
  readonly will?: WillSent;
}

export interface WillSent {
  readonly flow: number;
  /** Will Delay Interval, seconds; 0 in 3.1.1. */
  readonly delaySeconds: number;
}

export interface Connected {
  readonly client: number;
  readonly connection: number;
  readonly tUs: number;
  readonly reasonCode: number;
  readonly sessionPresent: boolean;
  /** Seconds in force: the broker's word if it sent one, else what was asked for. */
  readonly sessionExpirySeconds: number;
  /** Keep Alive in force, seconds, where the broker set another one than was asked for. */
  readonly keepAliveSeconds?: number;
}

/** Who ended a connection, and how far one can tell. */
export type CloseHow =
  /** We sent DISCONNECT and closed. */
  | 'client-disconnect'
  /** We dropped it on purpose without DISCONNECT: reset, FIN or silence. */
  | 'client-drop'
  /** The broker sent DISCONNECT (5.0). */
  | 'server-disconnect'
  /** The broker closed or reset without a word, or the network did. */
  | 'server-close'
  /** We gave it up because the broker broke the protocol or did not answer in time. */
  | 'client-abort';

export interface ConnectionClosed {
  readonly client: number;
  readonly connection: number;
  readonly tUs: number;
  readonly how: CloseHow;
  /** Of the DISCONNECT, whoever sent it. */
  readonly reasonCode?: number;
  /** Seconds the session outlives this connection, as the last word on it says. */
  readonly sessionExpirySeconds: number;
  /** False: it ended before CONNACK. */
  readonly established: boolean;
  /** Nothing tells the broker: we fell silent on an open connection, and only Keep Alive shows it. */
  readonly silent?: boolean;
  /** It broke off while it was being closed: whether our last packets were read is not known. */
  readonly brokenOff?: boolean;
  /** System or protocol detail for people. */
  readonly detail?: string;
}

export interface SubscribeInvoked {
  readonly client: number;
  readonly connection: number;
  readonly tUs: number;
  readonly packetId: number;
  readonly subscriptions: readonly Subscription[];
  readonly subscriptionIdentifier?: number;
}

export interface Subscribed {
  readonly client: number;
  readonly connection: number;
  readonly tUs: number;
  readonly packetId: number;
  readonly reasonCodes: readonly number[];
}

export interface UnsubscribeInvoked {
  readonly client: number;
  readonly connection: number;
  readonly tUs: number;
  readonly packetId: number;
  readonly filters: readonly string[];
}

export interface Unsubscribed {
  readonly client: number;
  readonly connection: number;
  readonly tUs: number;
  readonly packetId: number;
  /** Empty in 3.1.1. */
  readonly reasonCodes: readonly number[];
}

/** One PUBLISH that reached a subscriber, repeats included. */
export interface Delivery {
  client: number;
  connection: number;
  tUs: number;
  reading: StampReading;
  /** The next three are only meaningful when `reading` is `ours`. */
  flow: number;
  seq: number;
  publishedQos: QoS;
  qos: QoS;
  dup: boolean;
  retain: boolean;
  /** 0 for QoS 0. */
  packetId: number;
  /** `ours`: the Topic Name is, byte for byte, that of the flow. */
  topicMatches: boolean;
  /** Present unless `reading` is `ours` and `topicMatches`. */
  topic: string | undefined;
  payloadBytes: number;
  /** It looks like a Will without a stamp: the flow by which the catalog knows such; only where `reading` is not `ours`. */
  textWill?: number | undefined;
  /** `ours`: when its publisher first sent it, as the stamp says, µs. Absent: not known. */
  sentUs?: number;
  /** Of the packet (5.0); undefined for none. */
  properties?: MessageProperties | undefined;
}

/**
 * The rest of an exchange at its receiver; `puback-refused` (QoS 1) and `pubrec-refused` are a PUBACK and a PUBREC with a
 * Reason Code of 0x80 or more.
 */
export interface ReceiverExchange {
  readonly client: number;
  readonly connection: number;
  readonly tUs: number;
  readonly packetId: number;
  readonly kind: 'puback-refused' | 'pubrec-sent' | 'pubrec-refused' | 'pubrel-received' | 'pubcomp-sent';
}

/** A client stopped reading what the broker sends, or reads again. */
export interface ReadingChanged {
  readonly client: number;
  readonly connection: number;
  readonly tUs: number;
  readonly reading: boolean;
}

/** What became of a Keep Alive: of a PINGREQ, or of a client that had fallen silent. */
export interface KeepAliveJudged {
  readonly client: number;
  readonly connection: number;
  readonly tUs: number;
  /**
   * `answered`: PINGRESP came. `given-up`: DISCONNECT 0x8D came, and the client had not fallen silent. The others end a
   * silence: the broker closed the connection, or nobody had until we did.
   */
  readonly kind: 'answered' | 'given-up' | 'closed-by-broker' | 'left-open';
  /** How long PINGREQ was out, or the client silent, while somebody was looking, µs. */
  readonly afterUs: number;
  /** No longer than that had the broker heard nothing when it ended the connection, µs. */
  readonly atMostUs?: number;
  /** Of the DISCONNECT with which the broker ended it, if it sent one. */
  readonly reasonCode?: number;
  /** In force: the broker's word if it sent one. */
  readonly keepAliveSeconds: number;
}

/** The broker did what one packet on one connection is enough to call wrong. */
export interface BrokerViolation {
  readonly client: number;
  readonly connection: number;
  readonly tUs: number;
  /** Statement ids, e.g. `5:4.3.2-4`. */
  readonly clauses: readonly string[];
  readonly message: string;
}

/** Our own client broke a client rule, or could not do its work: the run proves nothing against the broker. */
export interface OwnFault {
  readonly client: number;
  readonly tUs: number;
  readonly message: string;
}

/** Ways in which a message can reach somebody whom the policy keeps it from, or on which what is allowed was tried. */
export const ACCESS_PATHS = [
  'direct',
  'hash',
  'plus',
  'shared',
  'retained',
  'queued',
  'revoked',
  'takeover',
  'names',
  'sys',
  'publish',
  'publish-retained',
  'will',
  'topic-alias',
  'unclaimed',
  'anonymous',
] as const;
export type AccessPath = (typeof ACCESS_PATHS)[number];

/** How the broker answered an attempt. */
export const ACCESS_ANSWERS = [
  /** A Reason Code or Return Code that says no. */
  'refused',
  /** It ended the connection. */
  'closed',
  /** It granted or acknowledged as if all were well. */
  'accepted',
  /** There is no answer to a QoS 0 message, nor to a Will Message. */
  'unanswered',
  /** No answer, on a connection that answered PINGREQ. */
  'hung',
  /** The connection could not be used, for another reason than the attempt. */
  'lost',
  /** It was not tried; `note` says why. */
  'skipped',
] as const;
export type AccessAnswer = (typeof ACCESS_ANSWERS)[number];

/** Whose topic it is, seen from the client that tries it. */
export const ACCESS_RELATIONS = ['own', 'same-group', 'other-group', 'nobody'] as const;
export type AccessRelation = (typeof ACCESS_RELATIONS)[number];

/** One attempt to do what the policy allows or denies, and what came of it. */
export interface AccessProbed {
  /** Global index of the client whose credentials were used. */
  readonly client: number;
  readonly tUs: number;
  readonly version: ProtocolVersion;
  /** The kind of client: its group, or what takes its place. */
  readonly principal: string;
  /** The client itself, for people. */
  readonly actor: string;
  readonly action: 'publish' | 'receive';
  readonly path: AccessPath;
  /** Of the attempt, as far as it has one. */
  readonly qos: QoS;
  readonly topic: string;
  /** The filter of the policy that the topic stands for, as it is written there. */
  readonly topicClass: string;
  readonly relation: AccessRelation;
  readonly policy: 'allowed' | 'denied';
  readonly answer: AccessAnswer;
  readonly reasonCode?: number;
  /** What came through although it is denied, one sentence each; the first few. */
  readonly effects: readonly string[];
  /**
   * Whether somebody who may received the same at that time, so that silence proves something. For what is allowed:
   * whether it arrived.
   */
  readonly control: 'passed' | 'failed' | 'none';
  /** What the control was, or why there was none. */
  readonly note: string;
  readonly witness: readonly WitnessPacket[];
}

export interface DrainEnded {
  /** When the drain began, µs. Whatever was definitely owed then and has not arrived at `tUs` is late or lost. */
  readonly startedUs: number;
  readonly tUs: number;
  /** True: all that is owed arrived. */
  readonly complete: boolean;
}

export interface HistoryObserver {
  connectInvoked(event: ConnectInvoked): void;
  connected(event: Connected): void;
  connectionClosed(event: ConnectionClosed): void;
  subscribeInvoked(event: SubscribeInvoked): void;
  subscribed(event: Subscribed): void;
  unsubscribeInvoked(event: UnsubscribeInvoked): void;
  unsubscribed(event: Unsubscribed): void;
  /** Bytes of the PUBLISH were handed over. `attempt` is 1, or more for a resend after a resume. */
  publishInvoked(flow: number, seq: number, attempt: number, tUs: number): void;
  /**
   * Definite for acknowledged QoS 1 and 2. QoS 0 is never completed except as `fail` (not one byte written);
   * an operation that is never completed counts as `info`.
   */
  publishCompleted(flow: number, seq: number, outcome: Outcome, reasonCode: number, tUs: number): void;
  delivered(delivery: Readonly<Delivery>): void;
  receiverExchange(event: ReceiverExchange): void;
  readingChanged(event: ReadingChanged): void;
  keepAliveJudged(event: KeepAliveJudged): void;
  brokerViolation(event: BrokerViolation): void;
  ownFault(event: OwnFault): void;
  drainEnded(event: DrainEnded): void;
  accessProbed(event: AccessProbed): void;
}
