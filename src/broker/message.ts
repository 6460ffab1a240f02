import type { PublishPacket } from '../protocol/packets.ts';
import type { Properties } from '../protocol/properties.ts';
import type { QoS } from '../protocol/constants.ts';
import { FrameCache } from './frame-cache.ts';

const US_PER_SECOND = 1_000_000;

/** An Application Message that the broker has taken over. It is shared by all its receivers and never changes. */
export interface Message {
  readonly topic: string;
  /** Owned by the broker: never a view of a transport's buffer. */
  readonly payload: Uint8Array;
  /** As published. */
  readonly qos: QoS;
  /** As published. */
  readonly retain: boolean;
  /** The properties passed on unchanged (5:3.3.2-4, -15 to -18, -20): no alias, no expiry, no identifiers. */
  readonly properties: Properties | undefined;
  /** Seconds as published; undefined lives forever. */
  readonly expiryIntervalS: number | undefined;
  /** When the broker received it, by its clock. */
  readonly receivedUs: number;
  /** Client Identifier of the publisher; empty for messages of the broker itself. */
  readonly publisher: string;
  /** Bytes of the message's PUBLISH packets, made once for all receivers. */
  readonly frames: FrameCache;
}

/** What a message is made of, before the broker has stamped it. */
export interface MessageContent {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly properties?: Properties | undefined;
}

/** Takes over content whose payload is already the broker's own. */
export function createMessage(content: MessageContent, publisher: string, receivedUs: number): Message {
  return {
    topic: content.topic,
    payload: content.payload,
    qos: content.qos,
    retain: content.retain,
    properties: forwardedProperties(content.properties),
    expiryIntervalS: content.properties?.messageExpiryInterval,
    receivedUs,
    publisher,
    frames: new FrameCache(),
  };
}

/** True once the Message Expiry Interval has passed (5:3.3.2-5). */
export function isExpired(message: Message, nowUs: number): boolean {
  if (message.expiryIntervalS === undefined) return false;
  return nowUs - message.receivedUs > message.expiryIntervalS * US_PER_SECOND;
}

/** Seconds of life left: the received interval less the whole seconds waited here (5:3.3.2-6). */
export function remainingExpiryS(message: Message, nowUs: number): number | undefined {
  if (message.expiryIntervalS === undefined) return undefined;
  const waitedS = Math.floor((nowUs - message.receivedUs) / US_PER_SECOND);
  return Math.max(0, message.expiryIntervalS - waitedS);
}

/** How a message is handed to one receiver. */
export interface PublishForm {
  readonly qos: QoS;
  readonly retain: boolean;
  readonly dup: boolean;
  /** 0 at QoS 0. */
  readonly packetId: number;
  readonly identifiers?: readonly number[] | undefined;
}

/** The PUBLISH packet that carries `message` in the given form. */
export function publishPacket(message: Message, form: PublishForm, nowUs: number): PublishPacket {
  return {
    type: 3,
    dup: form.dup,
    qos: form.qos,
    retain: form.retain,
    topic: message.topic,
    ...(form.qos === 0 ? {} : { packetId: form.packetId }),
    payload: message.payload,
    ...withProperties(message, form.identifiers, nowUs),
  };
}

function withProperties(
  message: Message,
  identifiers: readonly number[] | undefined,
  nowUs: number,
): { properties?: Properties } {
  const remainingS = remainingExpiryS(message, nowUs);
  if (remainingS === undefined && identifiers === undefined) {
    return message.properties === undefined ? {} : { properties: message.properties };
  }
  const properties: Properties = { ...message.properties };
  if (remainingS !== undefined) properties.messageExpiryInterval = remainingS;
  if (identifiers !== undefined) properties.subscriptionIdentifiers = identifiers;
  return { properties };
}

function forwardedProperties(properties: Properties | undefined): Properties | undefined {
  if (properties === undefined) return undefined;
  const { payloadFormatIndicator, contentType, responseTopic, correlationData, userProperties } = properties;
  const forwarded: Properties = {
    ...(payloadFormatIndicator !== undefined && { payloadFormatIndicator }),
    ...(contentType !== undefined && { contentType }),
    ...(responseTopic !== undefined && { responseTopic }),
    ...(correlationData !== undefined && { correlationData }),
    ...(userProperties !== undefined && { userProperties }),
  };
  return Object.keys(forwarded).length === 0 ? undefined : forwarded;
}
