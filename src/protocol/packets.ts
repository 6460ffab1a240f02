/**
 * The fifteen MQTT Control Packets as plain data, for both versions.
 * A field that exists only in MQTT 5.0 is optional and absent in 3.1.1.
 */
import type { PacketType, ProtocolVersion, QoS } from './constants.ts';
import type { Properties } from './properties.ts';

export interface WillMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly properties?: Properties;
}

export interface ConnectPacket {
  readonly type: typeof PacketType.connect;
  /** `MQTT` in both versions. */
  readonly protocolName: string;
  readonly protocolVersion: ProtocolVersion;
  /** Clean Session in 3.1.1, Clean Start in 5.0: the same bit. */
  readonly cleanStart: boolean;
  /** Seconds; 0 switches it off. */
  readonly keepAlive: number;
  readonly clientId: string;
  readonly will?: WillMessage;
  readonly username?: string;
  readonly password?: Uint8Array;
  readonly properties?: Properties;
}

export interface ConnackPacket {
  readonly type: typeof PacketType.connack;
  readonly sessionPresent: boolean;
  /** Connect Return Code in 3.1.1 (0-5), Connect Reason Code in 5.0. */
  readonly reasonCode: number;
  readonly properties?: Properties;
}

export interface PublishPacket {
  readonly type: typeof PacketType.publish;
  readonly dup: boolean;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly topic: string;
  /** Present exactly if `qos` is above 0. */
  readonly packetId?: number;
  readonly payload: Uint8Array;
  readonly properties?: Properties;
}

interface AcknowledgementFields {
  readonly packetId: number;
  /** 0 where the packet leaves it out, and always in 3.1.1. */
  readonly reasonCode: number;
  readonly properties?: Properties;
}
export interface PubackPacket extends AcknowledgementFields {
  readonly type: typeof PacketType.puback;
}
export interface PubrecPacket extends AcknowledgementFields {
  readonly type: typeof PacketType.pubrec;
}
export interface PubrelPacket extends AcknowledgementFields {
  readonly type: typeof PacketType.pubrel;
}
export interface PubcompPacket extends AcknowledgementFields {
  readonly type: typeof PacketType.pubcomp;
}
export type AcknowledgementPacket = PubackPacket | PubrecPacket | PubrelPacket | PubcompPacket;

/** One Topic Filter of a SUBSCRIBE with its options; all but `qos` are 5.0 only. */
export interface Subscription {
  readonly filter: string;
  readonly qos: QoS;
  readonly noLocal?: boolean;
  readonly retainAsPublished?: boolean;
  /** 0 send always, 1 only if the subscription is new, 2 never. */
  readonly retainHandling?: 0 | 1 | 2;
}

export interface SubscribePacket {
  readonly type: typeof PacketType.subscribe;
  readonly packetId: number;
  readonly subscriptions: readonly Subscription[];
  readonly properties?: Properties;
}

export interface SubackPacket {
  readonly type: typeof PacketType.suback;
  readonly packetId: number;
  /** One a filter, in order: granted QoS 0-2, or 0x80 and above. */
  readonly reasonCodes: readonly number[];
  readonly properties?: Properties;
}

export interface UnsubscribePacket {
  readonly type: typeof PacketType.unsubscribe;
  readonly packetId: number;
  readonly filters: readonly string[];
  readonly properties?: Properties;
}

export interface UnsubackPacket {
  readonly type: typeof PacketType.unsuback;
  readonly packetId: number;
  /** One a filter in 5.0; empty in 3.1.1, which has none. */
  readonly reasonCodes: readonly number[];
  readonly properties?: Properties;
}

export interface PingreqPacket {
  readonly type: typeof PacketType.pingreq;
}
export interface PingrespPacket {
  readonly type: typeof PacketType.pingresp;
}

export interface DisconnectPacket {
  readonly type: typeof PacketType.disconnect;
  readonly reasonCode: number;
  readonly properties?: Properties;
}

export interface AuthPacket {
  readonly type: typeof PacketType.auth;
  readonly reasonCode: number;
  readonly properties?: Properties;
}

export type Packet =
  | ConnectPacket
  | ConnackPacket
  | PublishPacket
  | AcknowledgementPacket
  | SubscribePacket
  | SubackPacket
  | UnsubscribePacket
  | UnsubackPacket
  | PingreqPacket
  | PingrespPacket
  | DisconnectPacket
  | AuthPacket;
