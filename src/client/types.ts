import type { Clock } from '../base/clock.ts';
import type { FlowCatalog } from '../history/flow-catalog.ts';
import type { Delivery, HistoryObserver, Outcome } from '../history/observer.ts';
import type { LoggedPacket } from '../history/packet-log.ts';
import type { StampCodec } from '../history/stamp.ts';
import type { ProtocolVersion, QoS } from '../protocol/constants.ts';
import type { Subscription } from '../protocol/packets.ts';
import type { Properties } from '../protocol/properties.ts';
import type { PublishTemplate } from '../protocol/publish-template.ts';
import type { TransportAddress } from '../transport/address.ts';

/** Everything one connection attempt needs. Strings are evaluated, files are read. */
export interface ConnectSpec {
  readonly address: TransportAddress;
  readonly version: ProtocolVersion;
  readonly clientId: string;
  readonly cleanStart: boolean;
  readonly keepAliveSeconds: number;
  /** Seconds; absent leaves the property out. Ignored in 3.1.1. */
  readonly sessionExpirySeconds?: number | undefined;
  readonly receiveMaximum?: number | undefined;
  readonly maximumPacketSize?: number | undefined;
  readonly topicAliasMaximum?: number | undefined;
  /** Packet Identifiers in use at most, from 1; absent: all. */
  readonly packetIdentifiers?: number | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly userProperties?: readonly (readonly [name: string, value: string])[] | undefined;
  readonly will?: WillSpec | undefined;
  readonly refuse?: Refusals | undefined;
  readonly timeoutUs: number;
}

/** QoS 1 and 2 messages that the client answers with a Reason Code of 0x80 or more (5.0). */
export interface Refusals {
  /** The part of all messages, in (0, 1]. */
  readonly share: number;
  readonly reasonCode: number;
  /** Which messages they are: the same with the same seed. */
  readonly seed: number;
}

export interface WillSpec {
  readonly topic: string;
  /** Absent: the stamp alone. */
  readonly payload?: string;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly delaySeconds?: number;
  /** Of the message (5.0), but for its stamp. */
  readonly properties?: Properties;
  /** Its flow, in which the Will of connection `n` is message `n - 1`; absent: the history does not follow it. */
  readonly flow?: number;
  /** Where its stamp stands; `none`, or absent: its topic and payload alone tell what it is. */
  readonly carrier?: 'payload' | 'user-property' | 'none';
}

/** How a connection attempt ended. */
export type ConnectResult =
  | { readonly kind: 'accepted'; readonly sessionPresent: boolean; readonly latencyUs: number }
  /** The broker answered CONNACK with another reason than success. */
  | { readonly kind: 'refused'; readonly reasonCode: number; readonly detail: string }
  /** No CONNACK: `code` is the system's (`ECONNREFUSED`) or ours (`CONNACK_TIMEOUT`, `CLOSED`, `PROTOCOL`). */
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string };

/** How a SUBSCRIBE or UNSUBSCRIBE ended; `reasonCodes` is empty when there was no acknowledgement. */
export interface AcknowledgeResult {
  readonly acknowledged: boolean;
  readonly reasonCodes: readonly number[];
  readonly latencyUs: number;
  readonly detail: string;
}

/** Why a message could not be taken, or `sent`. */
export type PublishAdmission =
  | 'sent'
  /** Not connected. */
  | 'offline'
  /** The broker's Receive Maximum is used up, or the socket is full: try again after `onWritable`. */
  | 'busy'
  /** The broker announced that it does not take such a message (Maximum QoS, Maximum Packet Size, Retain Available). */
  | 'unsupported';

/** Where the stamp of a message stands; `none`: it has no identity, and nothing about it is judged. */
export type StampCarrier = 'payload' | 'user-property' | 'none' | 'empty';

/** Messages of a flow that differ in more than their stamp, or whose payload must stay as it is. */
export interface VariedPayload {
  readonly carrier: StampCarrier;
  readonly topic: string;
  readonly properties: Properties;
  /**
   * The payload of message `seq`, a function of these two arguments, so that a resend is byte for byte the same. With the
   * carrier `payload` its first bytes are the room for the stamp. Valid until the next call.
   */
  payload(seq: number, sentUs: number): Buffer;
  /** Correlation Data of message `seq` (5.0); absent: that of `properties`, if any. */
  correlationData?(seq: number): Buffer;
}

/** One flow's messages, encoded once: only Packet Identifier and stamp differ from message to message. */
export interface OutboundFlow {
  readonly flow: number;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly template: PublishTemplate;
  readonly payloadBytes: number;
  readonly fillerSum: number;
  /** 5.0: the same message with an alias, first with the topic, then without. */
  readonly alias?: {
    readonly number: number;
    readonly establish: PublishTemplate;
    readonly use: PublishTemplate;
  };
  /** Present: each message is encoded by itself, and the templates only show what is the same in all of them. */
  readonly varied?: VariedPayload;
}

/** Latencies in microseconds, as the client measures them. */
export interface LatencySink {
  connected(latencyUs: number): void;
  subscribed(latencyUs: number): void;
  /** A message left, `lagUs` after its intended time. */
  sent(lagUs: number): void;
  /** Publish to acknowledgement, from the intended time and from the actual send. */
  acknowledged(intendedUs: number, rawUs: number): void;
  /** End to end. Called for first and repeated deliveries alike. */
  received(intendedUs: number, rawUs: number, payloadBytes: number): void;
  /** A Will, or a message with RETAIN: when it was sent says nothing about how long it took. */
  receivedUntimed(payloadBytes: number): void;
}

/** Who is told of what a step waits for. One per worker; never one per message. */
export interface ClientListener {
  /** A QoS 1 or 2 message reached a definite end, or its connection ended and with it the hope of one. */
  onPublishSettled(client: BenchClient, message: OutboundFlow, outcome: Outcome, reasonCode: number): void;
  /** A `busy` client takes messages again. */
  onWritable(client: BenchClient): void;
  /** An application message arrived. The record is only valid during the call. */
  onMessage(client: BenchClient, delivery: Readonly<Delivery>): void;
  /** An established connection ended. `wanted`: by our own step. */
  onConnectionLost(client: BenchClient, wanted: boolean, detail: string): void;
}

/** A wire tap for witnesses: every packet of every client, in order. The record is only valid during the call. */
export interface PacketTap {
  record(packet: Readonly<LoggedPacket>): void;
}

/** What all clients of one worker share. */
export interface ClientEnvironment {
  readonly clock: Clock;
  readonly catalog: FlowCatalog;
  readonly stamps: StampCodec;
  readonly observer: HistoryObserver;
  readonly latency: LatencySink;
  readonly listener: ClientListener;
  readonly tap: PacketTap | undefined;
}

export interface DisconnectSpec {
  readonly reasonCode: number;
  readonly sessionExpirySeconds?: number | undefined;
}

/** `half-open`: nothing is sent or read any more; `silent`: nothing is sent any more, and only the end is looked for. */
export type DropHow = 'reset' | 'fin' | 'half-open' | 'silent';

/** One simulated device, whichever library speaks for it. */
export interface BenchClient {
  /** Global index in the plan. */
  readonly index: number;
  readonly connected: boolean;
  /** Messages written and not settled. */
  readonly unsettled: number;
  /** Bytes written that the system has not taken yet. */
  readonly unsentBytes: number;
  connect(spec: ConnectSpec): Promise<ConnectResult>;
  subscribe(subscriptions: readonly Subscription[], properties?: Properties): Promise<AcknowledgeResult>;
  unsubscribe(filters: readonly string[]): Promise<AcknowledgeResult>;
  /** Sends message `seq` of a flow, due at `intendedUs`. Several messages leave in one write at the next {@link flush}. */
  publish(message: OutboundFlow, seq: number, intendedUs: number): PublishAdmission;
  flush(): void;
  disconnect(spec: DisconnectSpec): Promise<void>;
  drop(how: DropHow): Promise<void>;
  /** Stops reading what the broker sends, or reads again; everything else goes on. Wire client only. */
  setReading(reading: boolean): void;
  /** Keep-alive and time-outs; called a few times a second. */
  sweep(nowUs: number): void;
}
