import { mix32 } from '../base/random.ts';
import type { Delivery, ReceiverExchange } from '../history/observer.ts';
import { NO_FLOW } from '../history/packet-log.ts';
import { PacketType } from '../protocol/constants.ts';
import { messageProperties } from '../history/message-properties.ts';
import { publishProperties, type PublishView } from '../protocol/decode.ts';
import type { Properties } from '../protocol/properties.ts';
import { LONG_STAMP_BYTES, STAMP_PROPERTY, type StampReading } from '../history/stamp.ts';
import type { Link } from './link.ts';
import type { BenchClient, Refusals } from './types.ts';
import { readCarriedStamp } from './varied-message.ts';

/** No more Packet Identifiers exist. */
const RECEIVE_MAXIMUM_UNLIMITED = 65_535;
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
  textWill: undefined,
  sentUs: 0,
  properties: undefined,
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
  /** From here on flows are Wills, which bear the time of their CONNECT. */
  readonly #firstWillFlow: number;
  #aliases: Map<number, Uint8Array> | undefined;
  /** QoS 2 exchanges begun on this connection; kept only where our Receive Maximum bounds them. */
  #openHere: Set<number> | undefined;

  constructor(link: Link, owner: BenchClient, flowTopics: FlowTopics) {
    this.#link = link;
    this.#owner = owner;
    this.flowTopics = flowTopics;
    this.#firstWillFlow = link.env.catalog.firstWillFlow ?? Number.POSITIVE_INFINITY;
  }

  onNewConnection(): void {
    this.#aliases = undefined;
    this.#openHere = undefined;
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

  #measure(): void {
    const { env, receivedUs } = this.#link;
    if (delivery.retain || delivery.flow >= this.#firstWillFlow) {
      env.latency.receivedUntimed(delivery.payloadBytes);
      return;
    }
    const { sentUs, lagUs } = env.stamps.last;
    const rawUs = receivedUs - sentUs;
    env.latency.received(rawUs + lagUs, rawUs, delivery.payloadBytes);
  }

  /** Always answered, also when the identifier is unknown: the broker may not have seen our first PUBCOMP. */
  onPubrel(packetId: number): void {
    const link = this.#link;
    this.#exchange('pubrel-received', packetId);
    if (link.hasSessionState) link.session.received.delete(packetId);
    if (this.#openHere?.delete(packetId) === true) link.outbox.releases += 1;
    link.acknowledge(PacketType.pubcomp, PUBCOMP_FIRST_BYTE, packetId);
    this.#exchange('pubcomp-sent', packetId);
  }

  /** Identifies the message and tells of it; false for one without a topic. */
  #receive(view: PublishView): boolean {
    const link = this.#link;
    const properties = publishProperties(view);
    if (!this.#locateTopic(view, properties?.topicAlias)) return false;
    this.#identify(view, properties);
    link.env.observer.delivered(delivery);
    this.#tapMessage();
    if (delivery.reading === 'ours') this.#measure();
    return true;
  }

  /** Fills `delivery` from the packet and its stamp. */
  #identify(view: PublishView, properties: Properties | undefined): void {
    const link = this.#link;
    const { stamps, catalog } = link.env;
    delivery.client = link.index;
    delivery.connection = link.connection;
    delivery.tUs = link.receivedUs;
    delivery.qos = view.qos;
    delivery.dup = view.dup;
    delivery.retain = view.retain;
    delivery.packetId = view.packetId;
    delivery.payloadBytes = view.payloadEnd - view.payloadStart;
    delivery.reading = carriedReading(view, properties, link) ?? payloadReading(view, link);
    const ours = delivery.reading === 'ours';
    delivery.flow = ours ? stamps.last.flow : 0;
    delivery.seq = ours ? stamps.last.seq : 0;
    delivery.publishedQos = ours ? stamps.last.qos : 0;
    delivery.sentUs = ours ? stamps.last.sentUs : 0;
    delivery.properties = messageProperties(properties);
    delivery.topicMatches =
      ours && delivery.flow < catalog.flowCount && this.flowTopics.matches(delivery.flow, topicBytes);
    delivery.topic = delivery.topicMatches ? undefined : decodeTopic(topicBytes);
    delivery.textWill = ours ? undefined : this.#textWill(view, delivery.topic ?? '');
  }

  #textWill({ bytes, payloadStart, payloadEnd }: PublishView, topic: string): number | undefined {
    return this.#link.env.catalog.textWillAt?.(topic, bytes.subarray(payloadStart, payloadEnd));
  }

  #acknowledge(view: PublishView): void {
    const link = this.#link;
    if (view.qos === 0) return;
    if (link.refusals !== undefined && isRefused(delivery, link.refusals)) {
      this.#fillWindow(0);
      this.#refuse(view.qos, view.packetId, link.refusals);
      return;
    }
    if (view.qos === 1) {
      this.#fillWindow(0);
      link.acknowledge(PacketType.puback, PUBACK_FIRST_BYTE, view.packetId);
      return;
    }
    link.session.received.add(view.packetId);
    this.#fillWindow(view.packetId);
    link.acknowledge(PacketType.pubrec, PUBREC_FIRST_BYTE, view.packetId);
    this.#exchange('pubrec-sent', view.packetId);
  }

  /**
   * Counts a QoS 1 message, or the QoS 2 one with that Packet Identifier, against our Receive Maximum (`5:3.3.4-9`). The
   * broker only knows of acknowledgements that have left; it counts anew on each connection (`5:§4.9`).
   */
  #fillWindow(qos2Id: number): void {
    const link = this.#link;
    if (link.receiveMaximum === RECEIVE_MAXIMUM_UNLIMITED) return;
    if (qos2Id === 0) link.outbox.releases += 1;
    else (this.#openHere ??= new Set()).add(qos2Id);
    if ((this.#openHere?.size ?? 0) + link.outbox.releases <= link.receiveMaximum) return;
    link.violation(
      '5:3.3.4-9',
      `more QoS 1 and 2 messages are in flight than our Receive Maximum of ${link.receiveMaximum}`,
    );
  }

  #refuse(qos: 1 | 2, packetId: number, { reasonCode }: Refusals): void {
    const link = this.#link;
    if (qos === 1) link.refuse(PacketType.puback, PUBACK_FIRST_BYTE, packetId, reasonCode);
    else link.refuse(PacketType.pubrec, PUBREC_FIRST_BYTE, packetId, reasonCode);
    this.#exchange(qos === 1 ? 'puback-refused' : 'pubrec-refused', packetId);
  }

  /** Points `topicBytes` at the Topic Name, following a Topic Alias. False where there is none to follow. */
  #locateTopic(view: PublishView, alias: number | undefined): boolean {
    topicBytes.bytes = view.bytes;
    topicBytes.start = view.topicStart;
    topicBytes.end = view.topicEnd;
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

  #exchange(kind: ReceiverExchange['kind'], packetId: number): void {
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

const TWO_32 = 0x1_0000_0000;

/** A property of the message alone: whoever gets it, and however often, refuses it or does not. */
function isRefused({ reading, flow, seq }: Readonly<Delivery>, { share, seed }: Refusals): boolean {
  return reading === 'ours' && mix32(mix32(seed ^ flow) ^ seq) < share * TWO_32;
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
function carriedReading(
  view: PublishView,
  properties: Properties | undefined,
  link: Link,
): StampReading | undefined {
  if (view.propertiesEnd - view.propertiesStart < STAMP_PROPERTY_HEAD.length) return undefined;
  if (!view.bytes.subarray(view.propertiesStart, view.propertiesEnd).includes(STAMP_PROPERTY_HEAD))
    return undefined;
  const carried = properties?.userProperties?.find(([name]) => name === STAMP_PROPERTY);
  if (carried === undefined) return undefined;
  const content = { bytes: view.bytes, start: view.payloadStart, end: view.payloadEnd };
  return readCarriedStamp(link.env.stamps, carried[1], content, link.receivedUs);
}

/** What the stamp in the payload says. A short one may be all that is left of a payload that was cut off. */
function payloadReading({ bytes, payloadStart, payloadEnd }: PublishView, link: Link): StampReading {
  const { stamps, catalog } = link.env;
  const reading = stamps.read(bytes, payloadStart, payloadEnd, link.receivedUs);
  const { flow } = stamps.last;
  const length = payloadEnd - payloadStart;
  if (reading !== 'ours' || length >= LONG_STAMP_BYTES || flow >= catalog.flowCount) return reading;
  return length < (catalog.shortestPayloadOf?.(flow) ?? 0) ? 'damaged' : reading;
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
