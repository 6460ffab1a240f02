/** A PUBLISH encoded once and sent many times: topic and fixed parts are never encoded again. */
import { present } from '../base/assert.ts';
import type { ProtocolVersion, QoS } from './constants.ts';
import { publishFirstByte } from './encode.ts';
import { writePublishHead } from './encoding/bodies.ts';
import { PacketWriter } from './encoding/packet-writer.ts';
import type { Properties } from './properties.ts';

export interface PublishTemplateOptions {
  readonly topic: string;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly payload: Uint8Array;
  readonly properties?: Properties | undefined;
  readonly version: ProtocolVersion;
}

/** Stands where the caller patches the real Packet Identifier in. */
const PACKET_ID_PLACEHOLDER = 1;

export class PublishTemplate {
  /** Bytes of the whole packet. */
  readonly size: number;
  /** Where the payload starts; it goes to the end. */
  readonly payloadOffset: number;
  /** Where the two bytes of the Packet Identifier stand, high one first; -1 for QoS 0. */
  readonly packetIdOffset: number;
  readonly #bytes: Uint8Array;

  /** Throws AssertionError for what no packet can hold. */
  constructor(options: PublishTemplateOptions) {
    this.#bytes = encodeTemplate(options);
    this.size = this.#bytes.length;
    this.payloadOffset = this.size - options.payload.length;
    this.packetIdOffset = options.qos === 0 ? -1 : topicEnd(this.#bytes);
  }

  /** Copies the packet to `at`; returns the position behind it. */
  copyInto(target: Uint8Array, at: number): number {
    target.set(this.#bytes, at);
    return at + this.size;
  }
}

function encodeTemplate({
  topic,
  qos,
  retain,
  payload,
  properties,
  version,
}: PublishTemplateOptions): Uint8Array {
  const writer = new PacketWriter();
  const head = { topic, qos, ...(properties === undefined ? {} : { properties }) };
  writePublishHead(writer, qos === 0 ? head : { ...head, packetId: PACKET_ID_PLACEHOLDER }, version);
  writer.raw(payload);
  return writer.finish(publishFirstByte({ dup: false, qos, retain }));
}

/** Behind the fixed header and the topic. */
function topicEnd(bytes: Uint8Array): number {
  let at = 1;
  while (present(bytes[at], 'Remaining Length') >= 0x80) at += 1;
  const topicSize = (present(bytes[at + 1], 'topic size') << 8) | present(bytes[at + 2], 'topic size');
  return at + 3 + topicSize;
}
