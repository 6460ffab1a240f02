/** PUBLISH (section 3.3): checked in place, without an allocation for each packet. */
import type { QoS } from '../constants.ts';
import { PacketType } from '../constants.ts';
import type { PublishPacket } from '../packets.ts';
import type { Properties } from '../properties.ts';
import { copyBytes, decodeText, TextTrait } from '../utf8.ts';
import { PacketReader } from './packet-reader.ts';
import { propertiesEnd, walkProperties } from './read-properties.ts';
import { PacketIdRule, PublishRule } from './rules.ts';

const NO_BYTES = Buffer.alloc(0);

/** A PUBLISH as ranges of the bytes it came in. One object for all: valid only during the call that hands it over. */
export class PublishView {
  bytes: Buffer = NO_BYTES;
  dup = false;
  qos: QoS = 0;
  retain = false;
  /** 0 for QoS 0. */
  packetId = 0;
  topicStart = 0;
  topicEnd = 0;
  /** Bits of `TextTrait`. */
  topicTraits = 0;
  /** Without the Property Length; equal to the end if there are none. */
  propertiesStart = 0;
  propertiesEnd = 0;
  /** 0 if there is none. */
  topicAlias = 0;
  payloadStart = 0;
  payloadEnd = 0;

  /** Lets go of the memory it pointed into. */
  release(): void {
    this.bytes = NO_BYTES;
  }
}

/** Reads a PUBLISH into `view`, from a reader that stands behind the fixed header, whose first byte is `first`. */
export function readPublish(reader: PacketReader, first: number, view: PublishView): void {
  view.bytes = reader.bytes;
  view.dup = (first & 8) !== 0;
  view.qos = ((first >> 1) & 3) as QoS;
  view.retain = (first & 1) !== 0;
  reader.skipText();
  view.topicStart = reader.fieldStart;
  view.topicEnd = reader.fieldEnd;
  view.topicTraits = reader.fieldTraits;
  if ((reader.fieldTraits & TextTrait.wildcard) !== 0)
    reader.fail(PublishRule.topicWildcard, view.topicStart);
  view.packetId = view.qos === 0 ? 0 : readPacketId(reader);
  readPublishProperties(reader, view);
  if (view.topicStart === view.topicEnd && view.topicAlias === 0)
    reader.fail(PublishRule.topicEmpty, view.topicStart);
  view.payloadStart = reader.position;
  view.payloadEnd = reader.end;
  reader.position = reader.end;
}

function readPacketId(reader: PacketReader): number {
  const at = reader.position;
  const packetId = reader.u16();
  if (packetId === 0) reader.fail(PacketIdRule.publish, at);
  return packetId;
}

function readPublishProperties(reader: PacketReader, view: PublishView): void {
  view.topicAlias = 0;
  if (reader.version === 5) {
    const end = propertiesEnd(reader);
    view.propertiesStart = reader.position;
    view.propertiesEnd = end;
    if (end === reader.position) return;
    walkProperties(reader, { end, place: PacketType.publish, properties: undefined });
    view.topicAlias = reader.topicAlias;
    return;
  }
  view.propertiesStart = reader.position;
  view.propertiesEnd = reader.position;
}

/** The Topic Name; empty where the Topic Alias stands for it. */
export function publishTopic(view: PublishView): string {
  return decodeText(view.bytes, view.topicStart, view.topicEnd, view.topicTraits);
}

/** The payload in place: copy it to keep it. */
export function publishPayload(view: PublishView): Uint8Array {
  return view.bytes.subarray(view.payloadStart, view.payloadEnd);
}

const propertiesReader = new PacketReader();

/** The properties, copied; undefined if there are none. */
export function publishProperties(view: PublishView): Properties | undefined {
  if (view.propertiesStart === view.propertiesEnd) return undefined;
  const properties: Properties = {};
  propertiesReader.version = 5;
  propertiesReader.reset(view.bytes, view.propertiesStart, view.propertiesEnd);
  walkProperties(propertiesReader, { end: view.propertiesEnd, place: PacketType.publish, properties });
  propertiesReader.release();
  return properties;
}

/** The whole packet, copied. */
export function toPublishPacket(view: PublishView): PublishPacket {
  const properties = publishProperties(view);
  return {
    type: PacketType.publish,
    dup: view.dup,
    qos: view.qos,
    retain: view.retain,
    topic: publishTopic(view),
    ...(view.qos === 0 ? {} : { packetId: view.packetId }),
    payload: copyBytes(view.bytes, view.payloadStart, view.payloadEnd),
    ...(properties === undefined ? {} : { properties }),
  };
}
