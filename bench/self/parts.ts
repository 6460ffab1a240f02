/** The parts that every message passes, each alone. */
import { monotonicClock } from '../../src/base/clock.ts';
import { StampCodec, type Stamp } from '../../src/history/stamp.ts';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { MetricSet } from '../../src/metrics/metric-set.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import { PacketDecoder } from '../../src/protocol/decode.ts';
import { encodePacket } from '../../src/protocol/encode.ts';
import type { PublishPacket } from '../../src/protocol/packets.ts';
import { PublishTemplate } from '../../src/protocol/publish-template.ts';
import { leastNs } from './calibration.ts';

/** Operations in one call: a call is long against the clock that measures it. */
const PER_CALL = 500;

const PUBLISH: PublishPacket = {
  type: PacketType.publish,
  dup: false,
  qos: 0,
  retain: false,
  topic: 'bench/devices/00042',
  payload: Buffer.alloc(256, 0x61),
};

/** Nanoseconds of one operation, by name. */
export async function measureParts(): Promise<Record<string, number>> {
  await initHistograms();
  return {
    'encode PUBLISH': each(encoding()),
    'decode PUBLISH': leastNs(decoding()) / PER_CALL,
    'write a stamp': each(stampWriting()),
    'read a stamp': each(stampReading()),
    'record a latency': each(recording()),
    'read the clock': each(clockReading()),
  };
}

function each(operate: (i: number) => void): number {
  return (
    leastNs(() => {
      for (let i = 0; i < PER_CALL; i += 1) operate(i);
    }) / PER_CALL
  );
}

function encoding(): (i: number) => void {
  const template = new PublishTemplate({ ...PUBLISH, version: 4 });
  const target = Buffer.alloc(template.size);
  return () => void template.copyInto(target, 0);
}

function decoding(): () => void {
  const chunk = Buffer.concat(Array.from({ length: PER_CALL }, () => encodePacket(PUBLISH, 4)));
  const ignore = (): void => undefined;
  const handler = { onPacket: ignore, onPublish: ignore };
  const decoder = new PacketDecoder({ version: 4, receiver: 'client', maximumPacketSize: 1e6, handler });
  return () => {
    const error = decoder.push(chunk);
    if (error !== undefined) throw new Error(error.message);
  };
}

function stampWriting(): (i: number) => void {
  const codec = new StampCodec(1);
  const target = Buffer.alloc(256);
  const stamp: Stamp = { qos: 1, flow: 7, seq: 0, sentUs: 1_000_000, lagUs: 12 };
  return (i) => {
    stamp.seq = i;
    codec.write(target, 0, target.length, stamp, 0);
  };
}

function stampReading(): (i: number) => void {
  const codec = new StampCodec(1);
  const target = Buffer.alloc(16);
  codec.write(target, 0, target.length, { qos: 1, flow: 7, seq: 3, sentUs: 1_000_000, lagUs: 12 }, 0);
  return () => {
    if (codec.read(target, 0, target.length, 1_000_500) !== 'ours') throw new Error('a stamp is not ours');
  };
}

function recording(): (i: number) => void {
  const metrics = new MetricSet();
  return (i) => metrics.record('publish.latency', 100 + i);
}

function clockReading(): () => void {
  const clock = monotonicClock();
  return () => void clock.nowUs();
}
