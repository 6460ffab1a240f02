/** What one packet costs our codec and mqtt-packet. */
import mqttPacket from 'mqtt-packet';
import { PacketType } from '../src/protocol/constants.ts';
import { PacketDecoder } from '../src/protocol/decode.ts';
import { encodeAck, encodePacket } from '../src/protocol/encode.ts';
import type { Packet, PublishPacket } from '../src/protocol/packets.ts';
import { PublishTemplate } from '../src/protocol/publish-template.ts';

const PER_CHUNK = 200;
const SECONDS = 1;

/** Nanoseconds of one packet, by name. */
export type CodecFigures = Record<string, number>;

let figures: CodecFigures = {};

/** The best of five rounds. */
function measure(name: string, packets: number, work: () => void): void {
  let best = Infinity;
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < (SECONDS * 1000) / 5) {
      work();
      count += packets;
    }
    best = Math.min(best, ((performance.now() - start) * 1e6) / count);
  }
  figures[name] = best;
  console.log(`${name.padEnd(48)} ${best.toFixed(0).padStart(6)} ns`);
}

function chunkOf(packet: Packet): Buffer {
  return Buffer.concat(Array.from({ length: PER_CHUNK }, () => encodePacket(packet, 5)));
}

function decodeOurs(name: string, chunk: Buffer, views: boolean): void {
  let seen = 0;
  const onPacket = (): void => void (seen += 1);
  const handler = views ? { onPacket, onPublish: onPacket } : { onPacket };
  const decoder = new PacketDecoder({ version: 5, receiver: 'client', maximumPacketSize: 1e6, handler });
  measure(name, PER_CHUNK, () => void decoder.push(chunk));
  if (seen === 0) throw new Error(decoder.error?.message);
}

function decodeTheirs(name: string, chunk: Buffer): void {
  const parser = mqttPacket.parser({ protocolVersion: 5 });
  parser.on('packet', () => undefined);
  measure(name, PER_CHUNK, () => void parser.parse(chunk));
}

const publish: PublishPacket = {
  type: PacketType.publish,
  dup: false,
  qos: 0,
  retain: false,
  topic: 'bench/devices/00042/telemetry',
  payload: Buffer.alloc(256, 0x61),
};
const withProperties: PublishPacket = {
  ...publish,
  properties: {
    messageExpiryInterval: 60,
    contentType: 'application/json',
    userProperties: [['trace', 'abc']],
  },
};
const puback: Packet = { type: PacketType.puback, packetId: 77, reasonCode: 0 };

function benchDecoding(): void {
  decodeOurs('decode PUBLISH 256 B, view', chunkOf(publish), true);
  decodeOurs('decode PUBLISH 256 B, copied packet', chunkOf(publish), false);
  decodeTheirs('decode PUBLISH 256 B, mqtt-packet', chunkOf(publish));
  decodeOurs('decode PUBLISH with properties, view', chunkOf(withProperties), true);
  decodeOurs('decode PUBLISH with properties, copied packet', chunkOf(withProperties), false);
  decodeTheirs('decode PUBLISH with properties, mqtt-packet', chunkOf(withProperties));
  decodeOurs('decode PUBACK', chunkOf(puback), true);
  decodeTheirs('decode PUBACK, mqtt-packet', chunkOf(puback));
}

const foreign = { cmd: 'publish', dup: false, qos: 0, retain: false, topic: publish.topic } as const;
const foreignPublish = { ...foreign, payload: Buffer.from(publish.payload) };
const template = new PublishTemplate({ ...publish, version: 5 });
const target = Buffer.alloc(65_536);

function benchEncoding(): void {
  measure('encode PUBLISH 256 B', 1, () => void encodePacket(publish, 5));
  measure('encode PUBLISH 256 B, from a template', 1, () => void template.copyInto(target, 0));
  measure(
    'encode PUBLISH 256 B, mqtt-packet',
    1,
    () => void mqttPacket.generate(foreignPublish, { protocolVersion: 5 }),
  );
  measure('encode PUBACK', 1, () => void encodeAck(PacketType.puback, 77));
}

/** Prints as it goes. */
export function benchCodec(): CodecFigures {
  figures = {};
  benchDecoding();
  benchEncoding();
  return figures;
}
