/**
 * The newest packets of a thread, for witnesses: a ring in flat memory, cheap enough to write for every packet of a load
 * test. One number holds what is small, one each holds the rest.
 *
 *   meta:  code 8 bits │ packet type 4 │ inbound 1 │ QoS 2 │ DUP 1 │ RETAIN 1
 */
import { packetName, PacketType, type QoS } from '../protocol/constants.ts';
import { hexCode } from '../protocol/reason-codes.ts';
import type { FlowCatalog } from './flow-catalog.ts';
import type { WitnessPacket, WitnessSource } from './witness.ts';

/** One packet. Its owner uses the record again; it is only read during the call. */
export interface LoggedPacket {
  inbound: boolean;
  client: number;
  connection: number;
  type: PacketType;
  /** 0 for packets without one. */
  packetId: number;
  /** Reason Code or Return Code; of SUBACK and UNSUBACK the first. */
  code: number;
  qos: QoS;
  dup: boolean;
  retain: boolean;
  /** {@link NO_FLOW} where it is not a message of this run. */
  flow: number;
  seq: number;
  tUs: number;
}

export const NO_FLOW = -1;
const CAPACITY = 65_536;
const WORDS = 6;
const META = 0;
const CLIENT = 1;
const ON_CONNECTION = 2;
const PACKET_ID = 3;
const FLOW = 4;
const SEQ = 5;

/** What {@link PacketLog.snapshot} gives and {@link PacketLog.restore} takes. */
export interface PacketLogState {
  readonly words: Int32Array;
  readonly times: Float64Array;
  readonly written: number;
}

export class PacketLog implements WitnessSource {
  readonly #catalog: FlowCatalog;
  readonly #mask: number;
  readonly #words: Int32Array;
  readonly #times: Float64Array;
  #written = 0;

  /** `capacity` is a power of two. */
  constructor(catalog: FlowCatalog, capacity: number = CAPACITY) {
    this.#catalog = catalog;
    this.#mask = capacity - 1;
    this.#words = new Int32Array(capacity * WORDS);
    this.#times = new Float64Array(capacity);
  }

  record(packet: Readonly<LoggedPacket>): void {
    const slot = this.#written & this.#mask;
    const at = slot * WORDS;
    const words = this.#words;
    words[at + META] =
      packet.code |
      (packet.type << 8) |
      (packet.inbound ? 1 << 12 : 0) |
      (packet.qos << 13) |
      (packet.dup ? 1 << 15 : 0) |
      (packet.retain ? 1 << 16 : 0);
    words[at + CLIENT] = packet.client;
    words[at + ON_CONNECTION] = packet.connection;
    words[at + PACKET_ID] = packet.packetId;
    words[at + FLOW] = packet.flow;
    words[at + SEQ] = packet.seq;
    this.#times[slot] = packet.tUs;
    this.#written += 1;
  }

  /** The whole ring as plain data, for another thread. */
  snapshot(): PacketLogState {
    return { words: this.#words, times: this.#times, written: this.#written };
  }

  static restore(catalog: FlowCatalog, { words, times, written }: PacketLogState): PacketLog {
    const log = new PacketLog(catalog, times.length);
    log.#words.set(words);
    log.#times.set(times);
    log.#written = written;
    return log;
  }

  packetsBefore(client: number, tUs: number, limit: number): WitnessPacket[] {
    const found: WitnessPacket[] = [];
    const oldest = Math.max(0, this.#written - this.#mask - 1);
    for (let number = this.#written - 1; number >= oldest && found.length < limit; number -= 1) {
      const slot = number & this.#mask;
      if (this.#words[slot * WORDS + CLIENT] === client && (this.#times[slot] as number) <= tUs)
        found.push(this.#render(slot));
    }
    return found.reverse();
  }

  #render(slot: number): WitnessPacket {
    const word = (offset: number): number => this.#words[slot * WORDS + offset] as number;
    const meta = word(META);
    const inbound = ((meta >>> 12) & 1) === 1;
    const text = [...header(meta, word(PACKET_ID)), ...this.#message(word(FLOW), word(SEQ))].join(' ');
    const tUs = this.#times[slot] as number;
    return {
      tUs,
      client: word(CLIENT),
      connection: word(ON_CONNECTION),
      direction: inbound ? 'in' : 'out',
      text,
    };
  }

  #message(flow: number, seq: number): string[] {
    if (flow === NO_FLOW) return [];
    if (flow < 0 || flow >= this.#catalog.flowCount) return [`flow ${flow >>> 0}`, `seq ${seq >>> 0}`];
    return [`topic ${JSON.stringify(this.#catalog.topicOf(flow))}`, `flow ${flow}`, `seq ${seq >>> 0}`];
  }
}

function header(meta: number, packetId: number): string[] {
  const type = (meta >>> 8) & 15;
  const parts = [packetName(type)];
  if (type === PacketType.publish) parts.push(`qos ${(meta >>> 13) & 3}`);
  if (packetId !== 0) parts.push(`id ${packetId}`);
  if (((meta >>> 15) & 1) === 1) parts.push('dup');
  if (((meta >>> 16) & 1) === 1) parts.push('retain');
  if (type !== PacketType.publish && (meta & 0xff) !== 0) parts.push(hexCode(meta & 0xff));
  return parts;
}
