import type { Delivery } from '../history/observer.ts';
import { NO_FLOW } from '../history/packet-log.ts';
import { PacketType } from '../protocol/constants.ts';
import { publishProperties, type PublishView } from '../protocol/decode.ts';
import { STAMP_PROPERTY, type StampReading } from '../history/stamp.ts';
import type { Link } from './link.ts';
import type { BenchClient } from './types.ts';
import { readCarriedStamp } from './varied-message.ts';

const PUBACK_FIRST_BYTE = 0x40;
const PUBREC_FIRST_BYTE = 0x50;
const PUBCOMP_FIRST_BYTE = 0x70;

/** One record for all deliveries of a thread. */
const delivery: Delivery = {
  client: 0,
  connection: 0,
  tUs: 0,
  reading: 'ours',
  flow: 0,
  seq: 0,
  publishedQos: 0,
  qos: 0,
  dup: false,
  retain: false,
  packetId: 0,
  topicMatches: true,
  topic: undefined,
  payloadBytes: 0,
};

/** Where the Topic Name of the message at hand stands: in its packet, or in an earlier one that set its alias. */
interface TopicBytes {
  bytes: Uint8Array;
  start: number;
  end: number;
}
const topicBytes: TopicBytes = { bytes: new Uint8Array(0), start: 0, end: 0 };

/** The receiving half of a wire client: identifies every message, acknowledges it, and keeps the QoS 2 receiver state. */
export class Inbound {
  readonly #link: Link;
  readonly #owner: BenchClient;
  readonly flowTopics: FlowTopics;
  #aliases: Map<number, Uint8Array> | undefined;

  constructor(link: Link, owner: BenchClient, flowTopics: FlowTopics) {
    this.#link = link;
    this.#owner = owner;
    this.flowTopics = flowTopics;
  }

  onNewConnection(): void {
    this.#aliases = undefined;
  }

  onPublish(view: PublishView): void {
    if (!this.#receive(view)) return;
    this.#acknowledge(view);
    this.#link.env.listener.onMessage(this.#owner, delivery);
  }

  /** Another connection of the client has taken over: whatever still comes is seen, and not acknowledged here any more. */
  onStalePublish(view: PublishView): void {
    if (this.#receive(view)) this.#link.env.listener.onMessage(this.#owner, delivery);
  }

  /** Always answered, also when the identifier is unknown: the broker may not have seen our first PUBCOMP. */
  onPubrel(packetId: number): void {
    const link = this.#link;
    this.#exchange('pubrel-received', packetId);
    if (link.hasSessionState) link.session.received.delete(packetId);
    link.acknowledge(PacketType.pubcomp, PUBCOMP_FIRST_BYTE, packetId);
    this.#exchange('pubcomp-sent', packetId);
  }

  /** Identifies the message and tells of it; false for one without a topic. */
  #receive(view: PublishView): boolean {
    const link = this.#link;
    if (!this.#locateTopic(view)) return false;
    this.#identify(view);
    link.env.observer.delivered(delivery);
    this.#tapMessage();
    if (delivery.reading !== 'ours') return true;
    const { sentUs, lagUs } = link.env.stamps.last;
    const rawUs = link.receivedUs - sentUs;
    link.env.latency.received(rawUs + lagUs, rawUs, delivery.payloadBytes);
    return true;
  }

  /** Fills `delivery` from the packet and its stamp. */
  #identify(view: PublishView): void {
    const link = this.#link;
    const { stamps, catalog } = link.env;
    const bytes = view.bytes;
    delivery.client = link.index;
    delivery.connection = link.connection;
    delivery.tUs = link.receivedUs;
    delivery.qos = view.qos;
    delivery.dup = view.dup;
    delivery.retain = view.retain;
    delivery.packetId = view.packetId;
    delivery.payloadBytes = view.payloadEnd - view.payloadStart;
    delivery.reading =
      carriedReading(view, link) ?? stamps.read(bytes, view.payloadStart, view.payloadEnd, link.receivedUs);
    const ours = delivery.reading === 'ours';
    delivery.flow = ours ? stamps.last.flow : 0;
    delivery.seq = ours ? stamps.last.seq : 0;
    delivery.publishedQos = ours ? stamps.last.qos : 0;
    delivery.topicMatches =
      ours && delivery.flow < catalog.flowCount && this.flowTopics.matches(delivery.flow, topicBytes);
    delivery.topic = delivery.topicMatches ? undefined : decodeTopic(topicBytes);
  }

  #acknowledge(view: PublishView): void {
    const link = this.#link;
    if (view.qos === 0) return;
    if (view.qos === 1) {
      link.acknowledge(PacketType.puback, PUBACK_FIRST_BYTE, view.packetId);
      return;
    }
    const { received } = link.session;
    received.add(view.packetId);
    if (received.size > link.receiveMaximum) {
      link.violation(
        '5:3.3.4-9',
        `${received.size} QoS 2 messages are in flight; our Receive Maximum is ${link.receiveMaximum}`,
      );
    }
    link.acknowledge(PacketType.pubrec, PUBREC_FIRST_BYTE, view.packetId);
    this.#exchange('pubrec-sent', view.packetId);
  }

  /** Points `topicBytes` at the Topic Name, following a Topic Alias. False where there is none to follow. */
  #locateTopic(view: PublishView): boolean {
    topicBytes.bytes = view.bytes;
    topicBytes.start = view.topicStart;
    topicBytes.end = view.topicEnd;
    if (view.propertiesEnd === view.propertiesStart) return true;
    const alias = publishProperties(view)?.topicAlias;
    return alias === undefined || this.#followAlias(alias);
  }

  #followAlias(alias: number): boolean {
    const link = this.#link;
    if (alias > link.topicAliasMaximum) {
      link.violation(
        '5:3.1.2-26',
        `Topic Alias ${alias} is above our Topic Alias Maximum of ${link.topicAliasMaximum}`,
      );
    }
    if (topicBytes.end > topicBytes.start) {
      this.#aliases ??= new Map();
      this.#aliases.set(
        alias,
        Uint8Array.prototype.slice.call(topicBytes.bytes, topicBytes.start, topicBytes.end),
      );
      return true;
    }
    const known = this.#aliases?.get(alias);
    if (known === undefined) {
      link.violation('5:3.3.2-7', `Topic Alias ${alias} was never set on this connection`);
      return false;
    }
    topicBytes.bytes = known;
    topicBytes.start = 0;
    topicBytes.end = known.length;
    return true;
  }

  #exchange(kind: 'pubrec-sent' | 'pubrel-received' | 'pubcomp-sent', packetId: number): void {
    const { env, index: client, connection, receivedUs: tUs } = this.#link;
    env.observer.receiverExchange({ client, connection, tUs, packetId, kind });
  }

  #tapMessage(): void {
    const { tap } = this.#link.env;
    if (tap === undefined) return;
    const record = this.#link.tapRecord('in', PacketType.publish);
    record.packetId = delivery.packetId;
    record.qos = delivery.qos;
    record.dup = delivery.dup;
    record.retain = delivery.retain;
    record.flow = delivery.reading === 'ours' ? delivery.flow : NO_FLOW;
    record.seq = delivery.seq;
    record.tUs = delivery.tUs;
    tap.record(record);
  }
}

/** User Property, its name, and the length of a stamp: what the property that carries a stamp begins with. */
const STAMP_PROPERTY_HEAD = Buffer.from([
  0x26,
  0,
  STAMP_PROPERTY.length,
  ...Buffer.from(STAMP_PROPERTY),
  0,
  32,
]);

/** What the stamp says that a User Property carries; undefined where there is none. */
function carriedReading(view: PublishView, link: Link): StampReading | undefined {
  if (view.propertiesEnd - view.propertiesStart < STAMP_PROPERTY_HEAD.length) return undefined;
  if (!view.bytes.subarray(view.propertiesStart, view.propertiesEnd).includes(STAMP_PROPERTY_HEAD))
    return undefined;
  const carried = publishProperties(view)?.userProperties?.find(([name]) => name === STAMP_PROPERTY);
  if (carried === undefined) return undefined;
  const content = { bytes: view.bytes, start: view.payloadStart, end: view.payloadEnd };
  return readCarriedStamp(link.env.stamps, carried[1], content, link.receivedUs);
}

function decodeTopic(topic: TopicBytes): string {
  return Buffer.from(
    topic.bytes.buffer,
    topic.bytes.byteOffset + topic.start,
    topic.end - topic.start,
  ).toString('utf8');
}

/** Topic Names of the flows as bytes, encoded once per thread and compared without decoding. */
export class FlowTopics {
  readonly #topicOf: (flow: number) => string;
  readonly #encoded: (Buffer | undefined)[] = [];

  constructor(topicOf: (flow: number) => string) {
    this.#topicOf = topicOf;
  }

  matches(flow: number, topic: TopicBytes): boolean {
    const expected = (this.#encoded[flow] ??= Buffer.from(this.#topicOf(flow)));
    const length = topic.end - topic.start;
    if (expected.length !== length) return false;
    for (let i = 0; i < length; i += 1) if (expected[i] !== topic.bytes[topic.start + i]) return false;
    return true;
  }
}
