/** Throws bytes at the decoder and checks what must hold for any bytes at all. */
import { isDeepStrictEqual } from 'node:util';
import { messageOf } from '../../src/base/errors.ts';
import { PacketType, type ProtocolVersion } from '../../src/protocol/constants.ts';
import {
  type DecodeError,
  type DecoderHandler,
  PacketDecoder,
  toPublishPacket,
} from '../../src/protocol/decode.ts';
import { describePacket } from '../../src/protocol/describe.ts';
import { encodePacket } from '../../src/protocol/encode.ts';
import type { Packet } from '../../src/protocol/packets.ts';
import { type FuzzInput, FuzzInputs } from './inputs.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** How many inputs; without it, until the time is up. */
  readonly inputs?: number;
  /** Milliseconds after which no further input starts. */
  readonly durationMs?: number;
  /** Called after every `progressEach` inputs. */
  readonly onProgress?: (result: FuzzResult) => void;
  readonly progressEach?: number;
}

export interface FuzzResult {
  readonly seed: number;
  readonly inputs: number;
  readonly bytes: number;
  readonly packets: number;
  /** Inputs that were refused. */
  readonly refused: number;
  /** Inputs that ended within a packet. */
  readonly incomplete: number;
  /** Refusals by clause. */
  readonly clauses: ReadonlyMap<string, number>;
  readonly durationMs: number;
  /** The most memory one decoder held for a packet in pieces, in bytes. */
  readonly retainedBytesMax: number;
}

/** What a partial packet may hold beyond the maximum packet size: its smallest buffer. */
const RETAINED_BYTES_SLACK = 65_536;
const CLOCK_EACH = 256;

/** Runs until `inputs` or `durationMs`. Throws an error that names seed, index and bytes when a check fails. */
export function fuzzCodec(options: FuzzOptions): FuzzResult {
  const run = new FuzzRun(options.seed);
  const inputs = options.inputs ?? Infinity;
  const durationMs = options.durationMs ?? Infinity;
  const progressEach = options.progressEach ?? 100_000;
  for (let index = 0; index < inputs; index += 1) {
    if (index % CLOCK_EACH === 0 && run.elapsedMs() >= durationMs) break;
    run.check(index);
    if ((index + 1) % progressEach === 0) options.onProgress?.(run.result());
  }
  return run.result();
}

interface Outcome {
  readonly packets: readonly Packet[];
  readonly error: DecodeError | undefined;
  readonly bufferedBytes: number;
}

class FuzzRun {
  readonly #seed: number;
  readonly #source: FuzzInputs;
  readonly #startMs = performance.now();
  readonly #clauses = new Map<string, number>();
  #inputs = 0;
  #bytes = 0;
  #packets = 0;
  #refused = 0;
  #incomplete = 0;
  #retainedBytesMax = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#source = new FuzzInputs(seed);
  }

  elapsedMs(): number {
    return performance.now() - this.#startMs;
  }

  check(index: number): void {
    const input = this.#source.at(index);
    try {
      this.#checkInput(input);
    } catch (error) {
      const { bytes, ...decoder } = input;
      const where = `seed ${this.#seed}, input ${index}, ${JSON.stringify(decoder)}`;
      const hex = Buffer.from(bytes).toString('hex');
      throw new Error(`${messageOf(error)} (${where}, bytes ${hex})`, { cause: error });
    }
  }

  result(): FuzzResult {
    return {
      seed: this.#seed,
      inputs: this.#inputs,
      bytes: this.#bytes,
      packets: this.#packets,
      refused: this.#refused,
      incomplete: this.#incomplete,
      clauses: this.#clauses,
      durationMs: this.elapsedMs(),
      retainedBytesMax: this.#retainedBytesMax,
    };
  }

  #checkInput(input: FuzzInput): void {
    const whole = this.#decode(input, [input.bytes], false);
    const sliced = this.#decode(input, slices(input), true);
    check(isDeepStrictEqual(sliced, whole), 'the outcome depends on how the stream was cut');
    for (const packet of whole.packets) checkPacket(packet, input, whole.error);
    this.#count(input, whole);
  }

  #count(input: FuzzInput, { packets, error, bufferedBytes }: Outcome): void {
    this.#inputs += 1;
    this.#bytes += input.bytes.length;
    this.#packets += packets.length;
    if (bufferedBytes > 0) this.#incomplete += 1;
    if (error === undefined) return;
    this.#refused += 1;
    this.#clauses.set(error.clause, (this.#clauses.get(error.clause) ?? 0) + 1);
  }

  /** One decoder over the chunks, each of which is overwritten after its push. */
  #decode(input: FuzzInput, chunks: readonly Uint8Array[], views: boolean): Outcome {
    const packets: Packet[] = [];
    const onPacket = (packet: Packet): void => void packets.push(packet);
    const handler: DecoderHandler = views
      ? { onPacket, onPublish: (view) => onPacket(toPublishPacket(view)) }
      : { onPacket };
    const { version, receiver, anyDirection, maximumPacketSize } = input;
    const decoder = new PacketDecoder({ version, receiver, anyDirection, maximumPacketSize, handler });
    for (const chunk of chunks) {
      const reused = Uint8Array.from(chunk);
      decoder.push(reused);
      reused.fill(0xff);
      this.#checkMemory(decoder, maximumPacketSize);
    }
    checkError(decoder.error, input);
    return { packets, error: decoder.error, bufferedBytes: decoder.bufferedBytes };
  }

  #checkMemory(decoder: PacketDecoder, maximumPacketSize: number): void {
    const { bufferedBytes, retainedBytes } = decoder;
    this.#retainedBytesMax = Math.max(this.#retainedBytesMax, retainedBytes);
    check(bufferedBytes <= Math.max(maximumPacketSize, 5), `${bufferedBytes} bytes are buffered`);
    check(
      retainedBytes <= Math.max(maximumPacketSize, RETAINED_BYTES_SLACK),
      `${retainedBytes} bytes are retained`,
    );
    check(decoder.error === undefined || retainedBytes === 0, 'a dead decoder retains memory');
  }
}

function slices({ bytes, cuts }: FuzzInput): Uint8Array[] {
  const bounds = cuts.length === 0 ? Array.from(bytes, (_, at) => at) : [0, ...cuts].sort((a, b) => a - b);
  return bounds.map((start, index) => bytes.subarray(start, bounds[index + 1] ?? bytes.length));
}

function checkError(error: DecodeError | undefined, { bytes }: FuzzInput): void {
  if (error === undefined) return;
  check(error.offset >= 0 && error.offset <= bytes.length, `the error is at ${error.offset}`);
  check(
    error.version === undefined || error.clause.startsWith(error.version === 5 ? '5:' : '311:'),
    error.clause,
  );
}

/** What was accepted can be described, and encoded in a form that is accepted as the same. */
function checkPacket(packet: Packet, input: FuzzInput, error: DecodeError | undefined): void {
  const version = versionOf(packet, input, error);
  check(describePacket(packet, version).length > 0, 'no description');
  const again: Packet[] = [];
  const handler: DecoderHandler = { onPacket: (decoded) => again.push(decoded) };
  const { receiver, anyDirection, maximumPacketSize } = input;
  const decoder = new PacketDecoder({ version, receiver, anyDirection, maximumPacketSize, handler });
  decoder.push(encodePacket(packet, version));
  check(
    isDeepStrictEqual(again, [packet]),
    `what was accepted is refused when encoded again: ${decoder.error?.clause ?? ''}`,
  );
}

const learnt = new WeakMap<FuzzInput, ProtocolVersion>();

/** CONNECT names its version; the rest goes by the one given, or by the first CONNECT. */
function versionOf(packet: Packet, input: FuzzInput, error: DecodeError | undefined): ProtocolVersion {
  if (packet.type === PacketType.connect) {
    if (!learnt.has(input)) learnt.set(input, packet.protocolVersion);
    return packet.protocolVersion;
  }
  return input.version ?? learnt.get(input) ?? error?.version ?? 4;
}

function check(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}
