/** Hostile and half-hostile bytes, each a pure function of a seed and an index. */
import fc from 'fast-check';
import { mix32, type Random, seededRandom } from '../../src/base/random.ts';
import { otherSide, PacketType, type ProtocolVersion, type Side } from '../../src/protocol/constants.ts';
import { encodePacket } from '../../src/protocol/encode.ts';
import { MALFORMATIONS } from '../../src/protocol/malformed/catalogue.ts';
import { varintSize, writeVarint } from '../../src/protocol/varint.ts';
import { anyPacket } from '../protocol/arbitraries.ts';

/** One stream of bytes and the decoder that it goes to. */
export interface FuzzInput {
  readonly bytes: Uint8Array;
  readonly version: ProtocolVersion | undefined;
  readonly receiver: Side;
  readonly anyDirection: boolean;
  readonly maximumPacketSize: number;
  /** Where to cut the stream; empty for byte by byte. */
  readonly cuts: readonly number[];
}

interface Sample {
  readonly bytes: Uint8Array;
  readonly version: ProtocolVersion;
  readonly sender: Side;
  /** Whether the server learns the version from it. */
  readonly first: boolean;
}

const SAMPLES_EACH = 400;
/** Bytes that mean something somewhere: lengths, flags, property identifiers, pieces of UTF-8. */
const TELLING_BYTES = [
  0x00, 0x01, 0x02, 0x7f, 0x80, 0xff, 0x23, 0x2b, 0x2f, 0x24, 0xc0, 0xed, 0xa0, 0xf4, 0x0b, 0x26,
];
const RANDOM_BYTES_MAX = 80;
/** One input in so many is a packet too large for the buffer that a decoder keeps. */
const LARGE_EACH = 1000;
const LARGE_PAYLOAD_MIN = 60_000;
const LARGE_PAYLOAD_MAX = 250_000;

export class FuzzInputs {
  readonly #seed: number;
  readonly #samples: readonly Sample[];

  constructor(seed: number) {
    this.#seed = seed;
    this.#samples = [...validSamples(seed), ...malformedSamples()];
  }

  /** The input of that index. */
  at(index: number): FuzzInput {
    const random = seededRandom(mix32(this.#seed ^ mix32(index + 1)));
    if (random.below(LARGE_EACH) === 0) return largePublish(random);
    const kind = random.below(8);
    if (kind === 0) return decorated(random, { bytes: randomBytes(random, RANDOM_BYTES_MAX) });
    if (kind === 1) return decorated(random, { bytes: framedGarbage(random) });
    const sample = this.#sample(random);
    const parts = [sample.bytes];
    while (random.below(3) === 0) parts.push(this.#kindred(random, sample));
    const bytes = Buffer.concat(parts);
    return decorated(random, { bytes: kind === 2 ? bytes : mutated(random, bytes), sample });
  }

  #sample(random: Random): Sample {
    return this.#samples[random.below(this.#samples.length)] as Sample;
  }

  /** Another packet of the same version and direction, if one turns up soon. */
  #kindred(random: Random, like: Sample): Uint8Array {
    let sample = this.#sample(random);
    for (
      let tries = 0;
      tries < 8 && (sample.version !== like.version || sample.sender !== like.sender);
      tries += 1
    ) {
      sample = this.#sample(random);
    }
    return sample.bytes;
  }
}

function validSamples(seed: number): Sample[] {
  const samples: Sample[] = [];
  for (const version of [4, 5] as const) {
    for (const sender of ['client', 'server'] as const) {
      for (const packet of fc.sample(anyPacket(version, sender), { seed, numRuns: SAMPLES_EACH })) {
        const bytes = encodePacket(packet, version);
        samples.push({ bytes, version, sender, first: packet.type === PacketType.connect });
      }
    }
  }
  return samples;
}

function malformedSamples(): Sample[] {
  return MALFORMATIONS.flatMap((entry) =>
    ([4, 5] as const)
      .filter((version) => entry.clauses[version] !== undefined)
      .map((version): Sample => {
        const first = entry.packetType === PacketType.connect && entry.sender === 'client';
        return { bytes: entry.build(version), version, sender: entry.sender, first };
      }),
  );
}

/** Adds the decoder and the cuts; mostly the decoder that the sample was made for. */
function decorated(random: Random, { bytes, sample }: { bytes: Uint8Array; sample?: Sample }): FuzzInput {
  const foreign = sample === undefined || random.below(16) === 0;
  const receiver = foreign ? pick(random, ['client', 'server'] as const) : otherSide(sample.sender);
  const anyDirection = random.below(16) === 0;
  const version = foreign ? pick(random, [4, 5] as const) : sample.version;
  const learns = (sample?.first ?? random.below(4) === 0) && (receiver === 'server' || anyDirection);
  const maximumPacketSize = random.below(16) === 0 ? 1 + random.below(64) : 100_000;
  const cuts = Array.from({ length: random.below(6) }, () => random.below(bytes.length + 1));
  return { bytes, version: learns ? undefined : version, receiver, anyDirection, maximumPacketSize, cuts };
}

/** In a few pieces, half of the time cut off, and half of the time larger than is accepted. */
function largePublish(random: Random): FuzzInput {
  const version = pick(random, [4, 5] as const);
  const size = LARGE_PAYLOAD_MIN + random.below(LARGE_PAYLOAD_MAX - LARGE_PAYLOAD_MIN);
  const head = { type: PacketType.publish, dup: false, qos: 0, retain: false, topic: 'large' } as const;
  const whole = encodePacket({ ...head, payload: new Uint8Array(size).fill(random.below(256)) }, version);
  const bytes = random.below(2) === 0 ? whole : whole.subarray(0, random.below(whole.length));
  const cuts = Array.from({ length: 1 + random.below(40) }, () => random.below(bytes.length + 1));
  const maximumPacketSize = random.below(2) === 0 ? LARGE_PAYLOAD_MAX + 100 : size;
  return { bytes, version, receiver: 'server', anyDirection: false, maximumPacketSize, cuts };
}

function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.below(items.length)] as T;
}

function randomBytes(random: Random, sizeMax: number): Uint8Array {
  return Uint8Array.from({ length: random.below(sizeMax) }, () => random.below(256));
}

/** A first byte that could be right and a Remaining Length that is, around garbage. */
function framedGarbage(random: Random): Uint8Array {
  const body = randomBytes(random, RANDOM_BYTES_MAX);
  const header = new Uint8Array(1 + varintSize(body.length));
  const type = 1 + random.below(15);
  header[0] = (type << 4) | (type === 6 || type === 8 || type === 10 ? 2 : type === 3 ? random.below(16) : 0);
  writeVarint(header, 1, body.length);
  return Buffer.concat([header, body]);
}

const MUTATIONS: readonly ((random: Random, bytes: Uint8Array) => Uint8Array)[] = [
  function flipBit(random, bytes) {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 << random.below(8));
    return bytes;
  },
  function setByte(random, bytes) {
    bytes[random.below(bytes.length)] = pick(random, TELLING_BYTES);
    return bytes;
  },
  function nudgeByte(random, bytes) {
    const at = random.below(Math.min(bytes.length, 16));
    bytes[at] = (bytes[at] as number) + (random.below(2) === 0 ? 1 : 255);
    return bytes;
  },
  function cutTail(random, bytes) {
    return bytes.slice(0, random.below(bytes.length));
  },
  function dropRun(random, bytes) {
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(4))]);
  },
  function insertRun(random, bytes) {
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), randomBytes(random, 5), bytes.subarray(at)]);
  },
  function repeatRun(random, bytes) {
    const at = random.below(bytes.length);
    const run = bytes.subarray(at, at + 1 + random.below(16));
    return Buffer.concat([bytes.subarray(0, at), run, run, bytes.subarray(at + run.length)]);
  },
  /** Takes a run out and mends a Remaining Length of one byte, so that the body is what is wrong. */
  function dropRunWithin(random, bytes) {
    const length = bytes[1] as number;
    if (bytes.length < 4 || length > 127 || bytes.length !== length + 2) return bytes;
    const at = 2 + random.below(length);
    const dropped = Math.min(1 + random.below(4), bytes.length - at);
    const result = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + dropped)]);
    result[1] = length - dropped;
    return result;
  },
];

function mutated(random: Random, original: Uint8Array): Uint8Array {
  let bytes = Uint8Array.from(original);
  for (let left = 1 + random.below(3); left > 0 && bytes.length > 1; left -= 1) {
    bytes = Uint8Array.from(pick(random, MUTATIONS)(random, bytes));
  }
  return bytes;
}
