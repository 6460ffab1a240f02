import { PACKET_SIZE_MAX, packetName, type PacketType, type ProtocolVersion } from '../protocol/constants.ts';
import { PacketDecoder, type DecodeError } from '../protocol/decode.ts';
import { describePacket } from '../protocol/describe.ts';
import { encodePacket } from '../protocol/encode.ts';
import type { Packet } from '../protocol/packets.ts';
import type { CloseCause, Transport, TransportHandler } from '../transport/transport.ts';
import { Unmet, Violation } from './outcome.ts';
import type { PacketJournal } from './packet-journal.ts';
import type { LinkJudge } from './passive/judge.ts';
import { withoutSecrets } from './secrets.ts';
import type { Time } from './time.ts';
import { TopicAliases } from './topic-aliases.ts';

export type OfType<T extends PacketType> = Extract<Packet, { type: T }>;

export interface LinkOptions {
  readonly name: string;
  readonly version: ProtocolVersion;
  readonly time: Time;
  readonly journal: PacketJournal;
  /** Sees everything that goes either way. */
  readonly judge: LinkJudge;
  /** How long an answer may take. */
  readonly answerMs: number;
  /** How long what a statement demands is waited for. */
  readonly demandMs: number;
  /** What must not be seen in bytes that are no packet. */
  readonly secrets?: readonly Uint8Array[];
  /** Sees a packet first; true keeps it from the queue. */
  readonly intercept?: (packet: Packet) => boolean;
}

/** Packets that wait to be taken; a broker that floods a case is cut off. */
const QUEUE_MAX = 100_000;
/** Bytes shown of something that is no packet. */
const HEX_BYTES_MAX = 32;

/** A Network Connection that does exactly what a case says: packets and bytes out, packets in, and nothing of its own. */
export class Link implements TransportHandler {
  readonly name: string;
  readonly version: ProtocolVersion;
  protected readonly options: LinkOptions;
  readonly #decoder: PacketDecoder;
  readonly #queue: Packet[] = [];
  readonly #wakers = new Set<() => void>();
  #transport: Transport | undefined;
  #isOpen = false;
  #ending: string | undefined;
  #cause: CloseCause | undefined;
  #fault: DecodeError | undefined;
  #rawBytes = 0;
  readonly #aliases = new TopicAliases();
  #lastRaw: Uint8Array = new Uint8Array(0);

  constructor(options: LinkOptions) {
    this.name = options.name;
    this.version = options.version;
    this.options = options;
    this.#decoder = new PacketDecoder({
      version: options.version,
      receiver: 'client',
      maximumPacketSize: PACKET_SIZE_MAX,
      handler: {
        onPacket: (packet) => this.#onPacket(packet),
        onRaw: (bytes, start, end) => void (this.#lastRaw = bytes.subarray(start, end)),
      },
    });
  }

  attach(transport: Transport): void {
    this.#transport = transport;
  }

  // --- Out

  send(...packets: readonly Packet[]): void {
    for (const packet of packets) {
      const bytes = Uint8Array.from(encodePacket(packet, this.version));
      this.options.judge.sent(packet);
      this.#record('out', { packet, bytes });
      this.#transport?.write(bytes);
    }
  }

  /** Several packets in one write, so that they most likely arrive together. */
  sendTogether(...packets: readonly Packet[]): void {
    const parts = packets.map((packet) => {
      const bytes = Uint8Array.from(encodePacket(packet, this.version));
      this.options.judge.sent(packet);
      this.#record('out', { packet, bytes });
      return bytes;
    });
    this.#transport?.write(Buffer.concat(parts));
  }

  /** Bytes that may be no packet at all. What the broker makes of them is not held against it by passive rules. */
  sendBytes(bytes: Uint8Array, text = 'bytes'): void {
    this.options.judge.sentBytes();
    const shown = withoutSecrets(bytes, this.options.secrets ?? []);
    this.#record('out', { text: `${text} ${hex(shown)}`, bytes: shown });
    this.#transport?.write(Uint8Array.from(bytes));
  }

  /** Ends the connection without a DISCONNECT, by TCP reset. */
  drop(): void {
    this.#end('we dropped the connection');
    this.#transport?.reset();
  }

  /** Ends the connection without a DISCONNECT, in an orderly way (FIN). */
  hangUp(): void {
    this.#end('we closed the connection');
    this.#transport?.close();
  }

  pause(): void {
    this.#transport?.pause();
  }

  resume(): void {
    this.#transport?.resume();
  }

  // --- In

  /** True once the peer ended the stream, or we did. */
  get isOver(): boolean {
    return this.#ending !== undefined;
  }

  /** How long an answer may take. */
  get answerMs(): number {
    return this.options.answerMs;
  }

  /** Bytes received, whether they made sense or not. */
  get receivedBytes(): number {
    return this.#rawBytes;
  }

  /** What was wrong with what the target sent; from there on nothing can be read. */
  get fault(): DecodeError | undefined {
    return this.#fault;
  }

  /** Packets that came and were not taken. */
  get waiting(): readonly Packet[] {
    return this.#queue;
  }

  /** Waits for the connection to open; Unmet when it does not. */
  async opened(): Promise<this> {
    await this.until(() => (this.#isOpen || this.isOver ? true : undefined));
    if (!this.#isOpen)
      throw new Unmet(`${this.name}: no connection: ${this.#ending ?? 'it did not open in time'}`);
    return this;
  }

  /** The first packet that fits, which leaves the queue; undefined when it does not come in time or the link ends. */
  async take<T extends PacketType>(
    type: T,
    fits: (packet: OfType<T>) => boolean = () => true,
    withinMs = this.options.answerMs,
  ): Promise<OfType<T> | undefined> {
    return this.until(() => this.takeNow(type, fits), withinMs);
  }

  /** The same without waiting. */
  takeNow<T extends PacketType>(
    type: T,
    fits: (packet: OfType<T>) => boolean = () => true,
  ): OfType<T> | undefined {
    const at = this.#queue.findIndex((packet) => packet.type === type && fits(packet as OfType<T>));
    return at < 0 ? undefined : (this.#queue.splice(at, 1)[0] as OfType<T>);
  }

  /** Forgets what is here already. */
  clear(): void {
    this.#queue.length = 0;
  }

  /** All that fit and are here already. */
  takeAll<T extends PacketType>(type: T, fits: (packet: OfType<T>) => boolean = () => true): OfType<T>[] {
    const taken: OfType<T>[] = [];
    for (let packet = this.takeNow(type, fits); packet !== undefined; packet = this.takeNow(type, fits))
      taken.push(packet);
    return taken;
  }

  /** The packet that the statement of the case demands: its absence is the violation. */
  async expect<T extends PacketType>(
    type: T,
    expected: string,
    fits?: (packet: OfType<T>) => boolean,
    withinMs = this.options.demandMs,
  ): Promise<OfType<T>> {
    const packet = await this.take(type, fits, withinMs);
    if (packet !== undefined) return packet;
    this.readable();
    throw new Violation({ expected, actual: this.story(), isLate: !this.isOver });
  }

  /** A packet that the case needs on its way to the question: without it there is no verdict. */
  async need<T extends PacketType>(
    type: T,
    fits?: (packet: OfType<T>) => boolean,
    withinMs?: number,
  ): Promise<OfType<T>> {
    const packet = await this.take(type, fits, withinMs);
    if (packet !== undefined) return packet;
    throw new Unmet(`${this.name} needs ${packetName(type)}: ${this.story()}`);
  }

  /** So many packets that the case needs, in order. */
  async needSeveral<T extends PacketType>(type: T, count: number): Promise<OfType<T>[]> {
    const packets: OfType<T>[] = [];
    while (packets.length < count) packets.push(await this.need(type));
    return packets;
  }

  /** Waits for the peer to end the connection; false when it stays open. */
  async ended(withinMs = this.options.answerMs): Promise<boolean> {
    await this.#wait(() => this.isOver, withinMs);
    return this.isOver;
  }

  /** Throws Unmet where the target's bytes make no sense any more: that is another statement's affair. */
  readable(): void {
    if (this.#fault === undefined) return;
    throw new Unmet(
      `${this.name}: the target sent what cannot be read: ${this.#fault.message} [${this.#fault.clause}]`,
    );
  }

  /** What has come instead, in words. */
  story(): string {
    const packets = this.#queue.slice(0, 5).map((packet) => describePacket(packet, this.version));
    const got = packets.length === 0 ? 'nothing came' : `there is ${packets.join('; ')}`;
    const more = this.#queue.length > 5 ? `, … ${this.#queue.length} in all` : '';
    const fault = this.#fault === undefined ? '' : `, and unreadable bytes (${this.#fault.message})`;
    return `${got}${more}${fault}, ${this.#ending ?? 'and the connection is open'}`;
  }

  /** Waits until `probe` gives something: asked now and after every event. Undefined after `withinMs`, at the end of the link and behind unreadable bytes. */
  protected async until<T>(
    probe: () => T | undefined,
    withinMs = this.options.answerMs,
  ): Promise<T | undefined> {
    let found = probe();
    const isDone = (): boolean => {
      found ??= probe();
      return found !== undefined || this.isOver || this.#fault !== undefined;
    };
    await this.#wait(isDone, withinMs);
    return found;
  }

  #wait(isDone: () => boolean, withinMs: number): Promise<void> {
    if (isDone()) return Promise.resolve();
    return new Promise((resolve) => {
      const finish = (): void => {
        cancel();
        this.#wakers.delete(wake);
        resolve();
      };
      const wake = (): void => {
        if (isDone()) finish();
      };
      const cancel = this.options.time.after(withinMs, finish);
      this.#wakers.add(wake);
    });
  }

  // --- Transport events

  onOpen(): void {
    this.#isOpen = true;
    this.#wake();
  }

  onBytes(bytes: Uint8Array): void {
    this.#rawBytes += bytes.length;
    const error = this.#decoder.push(bytes);
    if (error === undefined || this.#fault !== undefined) return;
    this.#fault = error;
    this.#record('in', { text: `unreadable: ${error.message} [${error.clause}]`, bytes });
    this.options.judge.unreadable(error);
    this.#wake();
  }

  onDrain(): void {
    // Cases write little.
  }

  onEnd(): void {
    this.#end('the target closed the connection');
    this.#transport?.close();
  }

  onClose(cause: CloseCause): void {
    this.#cause = cause;
    this.#end(endingOf(cause));
  }

  /** How the transport ended, once it has. */
  get closeCause(): CloseCause | undefined {
    return this.#cause;
  }

  #onPacket(arrived: Packet): void {
    this.#record('in', { packet: arrived, bytes: this.#lastRaw });
    const packet = this.#aliases.resolve(arrived);
    this.options.judge.received(packet, this.#lastRaw.length);
    if (this.options.intercept?.(packet) !== true) this.#queue.push(packet);
    if (this.#queue.length > QUEUE_MAX) this.drop();
    this.#wake();
  }

  #end(text: string): void {
    if (this.#ending !== undefined) return;
    this.#ending = text;
    this.options.journal.note(this.options.time.nowUs(), this.name, text);
    this.options.judge.ended();
    this.#wake();
  }

  #wake(): void {
    for (const wake of [...this.#wakers]) wake();
  }

  #record(direction: 'in' | 'out', what: { packet?: Packet; text?: string; bytes: Uint8Array }): void {
    const { journal, time } = this.options;
    journal.packet(time.nowUs(), this.name, direction, { ...what, version: this.version });
  }
}

function endingOf(cause: CloseCause): string {
  switch (cause.kind) {
    case 'local':
      return 'we closed the connection';
    case 'remote-end':
      return 'the target closed the connection';
    case 'remote-reset':
      return 'the target reset the connection';
    case 'error':
      return `the connection broke: ${cause.message}`;
  }
}

/** Bytes in hexadecimal, cut after a few. */
export function hex(bytes: Uint8Array): string {
  const shown = Buffer.from(bytes.subarray(0, HEX_BYTES_MAX))
    .toString('hex')
    .replace(/(..)(?=.)/gu, '$1 ');
  return bytes.length > HEX_BYTES_MAX ? `${shown} … ${bytes.length} bytes` : shown;
}
