/**
 * A client that does one thing at a time and says how the broker answered: for probes, where what matters is a single
 * packet and what comes of it. It acknowledges what it receives, unless told to hold back, and judges nothing.
 */
import type { Clock } from '../base/clock.ts';
import { PacketType, type ProtocolVersion, type QoS } from '../protocol/constants.ts';
import type { PacketDecoder } from '../protocol/decode.ts';
import { describePacket } from '../protocol/describe.ts';
import { encodePacket } from '../protocol/encode.ts';
import type { ConnackPacket, Packet, PublishPacket } from '../protocol/packets.ts';
import type { WitnessPacket } from '../history/witness.ts';
import { connectTransport } from '../transport/connect.ts';
import type { CloseCause, Transport, TransportHandler } from '../transport/transport.ts';
import { describeCause } from './close-reasons.ts';
import { connectPacket } from './connect-packet.ts';
import { makeDecoder } from './handshake.ts';
import type { ConnectResult, ConnectSpec } from './types.ts';

/** How an attempt was answered. */
export interface ProbeAnswer {
  readonly kind: 'accepted' | 'refused' | 'closed' | 'hung' | 'lost' | 'unanswered';
  readonly reasonCode?: number;
}

export interface ProbeMessage {
  readonly topic: string;
  readonly payload: string;
  readonly qos: QoS;
  readonly retain?: boolean;
  readonly topicAlias?: number;
}

export interface ProbeClientOptions {
  readonly clock: Clock;
  /** For witnesses: global index of the client whose part it plays, and the number of the connection. */
  readonly client: number;
  readonly connection: number;
  /** How long an answer may take, asked for each. */
  readonly timeoutMs: () => number;
  /** Called for every PUBLISH. */
  readonly onMessage: (packet: PublishPacket, probe: ProbeClient) => void;
}

const WITNESS_PACKETS = 24;
const CLOSE_TIMEOUT_MS = 2_000;
const PACKET_ID_MAX = 65_535;

type Resolve = (packet: Packet | undefined) => void;

export class ProbeClient implements TransportHandler {
  readonly #options: ProbeClientOptions;
  readonly #waiting = new Map<string, Resolve>();
  readonly #witness: WitnessPacket[] = [];
  readonly #closeWaiters: (() => void)[] = [];
  #version: ProtocolVersion = 5;
  #spec: ConnectSpec | undefined;
  #transport: Transport | undefined;
  #decoder: PacketDecoder | undefined;
  #connack: ConnackPacket | undefined;
  #closed: string | undefined;
  #lastPacketId = 0;
  #pinging: Promise<Packet | undefined> | undefined;
  /** Of the broker's DISCONNECT. */
  #lastWord: number | undefined;
  /** Set to leave what is received unacknowledged, so that it stays in flight. */
  holdsBack = false;
  /** When the last packet came. */
  lastHeardUs = 0;

  constructor(options: ProbeClientOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#connack !== undefined && this.#closed === undefined;
  }

  /** Of CONNACK; undefined before it and where there are none. */
  get limits(): ConnackPacket['properties'] {
    return this.#connack?.properties;
  }

  /** The newest packets, oldest first. */
  get witness(): readonly WitnessPacket[] {
    return [...this.#witness];
  }

  async connect(spec: ConnectSpec): Promise<ConnectResult> {
    const { clock, timeoutMs } = this.#options;
    const startedUs = clock.nowUs();
    this.#spec = spec;
    this.#version = spec.version;
    this.#decoder = makeDecoder(spec, { onPacket: (packet) => this.#onPacket(packet) });
    const answer = this.#answer('connack');
    this.#transport = connectTransport(spec.address, this, { connectTimeoutMs: timeoutMs() });
    const packet = await answer;
    const latencyUs = clock.nowUs() - startedUs;
    if (packet?.type !== PacketType.connack) {
      const detail = this.#closed ?? 'no CONNACK';
      this.reset();
      return { kind: 'failed', code: 'CLOSED', detail };
    }
    const { reasonCode, sessionPresent } = packet;
    if (reasonCode === 0) return { kind: 'accepted', sessionPresent, latencyUs };
    this.reset();
    return { kind: 'refused', reasonCode, detail: describePacket(packet, this.#version) };
  }

  /** `behind`: filters that stand before it in the packet. */
  async subscribe(filter: string, qos: QoS, behind: readonly string[] = []): Promise<ProbeAnswer> {
    const packetId = this.#nextPacketId();
    const subscriptions = [...behind, filter].map((each) => ({ filter: each, qos }));
    const packet = { type: PacketType.subscribe, packetId, subscriptions };
    const answer = await this.#ask(packet, `suback ${packetId}`);
    if (answer?.type !== PacketType.suback) return this.#withoutAnswer();
    const reasonCode = answer.reasonCodes[behind.length] ?? 0x80;
    return { kind: reasonCode < 0x80 ? 'accepted' : 'refused', reasonCode };
  }

  /** QoS 0 is `unanswered`, or `closed` where the connection has ended by the next PINGRESP. */
  async publish(message: ProbeMessage): Promise<ProbeAnswer> {
    const { topic, payload, qos, retain = false, topicAlias } = message;
    const packetId = qos === 0 ? undefined : this.#nextPacketId();
    const packet: PublishPacket = {
      type: PacketType.publish,
      ...{ topic, qos, retain, dup: false, payload: Buffer.from(payload) },
      ...(packetId === undefined ? {} : { packetId }),
      ...(topicAlias === undefined ? {} : { properties: { topicAlias } }),
    };
    if (packetId === undefined) {
      this.#send(packet);
      return (await this.ping()) ? { kind: 'unanswered' } : this.#withoutAnswer();
    }
    const answer = await this.#ask(packet, `publish ${packetId}`);
    if (answer?.type !== PacketType.puback && answer?.type !== PacketType.pubrec)
      return this.#withoutAnswer();
    const { reasonCode } = answer;
    if (reasonCode >= 0x80) return { kind: 'refused', reasonCode };
    if (qos === 2)
      await this.#ask({ type: PacketType.pubrel, packetId, reasonCode: 0 }, `pubcomp ${packetId}`);
    return { kind: 'accepted', reasonCode };
  }

  /** Whether PINGRESP came: everything sent before has been received. */
  async ping(): Promise<boolean> {
    this.#pinging ??= this.#ask({ type: PacketType.pingreq }, 'pingresp');
    const answer = await this.#pinging;
    this.#pinging = undefined;
    return answer !== undefined;
  }

  /** Leaves in an orderly way. */
  async disconnect(): Promise<void> {
    if (!this.isOpen) {
      this.reset();
      return;
    }
    this.#send({ type: PacketType.disconnect, reasonCode: 0 });
    this.#transport?.endWriting();
    const ended = await this.#whenClosed(CLOSE_TIMEOUT_MS);
    if (!ended) this.reset();
  }

  /** Drops the connection without a word; the broker has to publish the Will. */
  reset(): void {
    this.#transport?.reset();
    this.#end('dropped');
  }

  onOpen(): void {
    if (this.#spec !== undefined) this.#send(connectPacket(this.#spec));
  }

  onBytes(bytes: Uint8Array): void {
    const error = this.#decoder?.push(bytes);
    if (error === undefined) return;
    this.#end(`the broker sent ${error.message} [${error.clause}]`);
    this.#transport?.reset();
  }

  onDrain(): void {
    // A probe writes little.
  }

  onEnd(): void {
    this.#transport?.close();
  }

  onClose(cause: CloseCause): void {
    this.#end(describeCause(cause));
  }

  #end(why: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = why;
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
    for (const resolve of this.#closeWaiters.splice(0)) resolve();
  }

  #onPacket(packet: Packet): void {
    const { clock, onMessage } = this.#options;
    this.lastHeardUs = clock.nowUs();
    this.#log('in', packet);
    if (packet.type === PacketType.publish) {
      onMessage(packet, this);
      this.#acknowledge(packet);
      return;
    }
    if (packet.type === PacketType.pubrel)
      this.#send({ type: PacketType.pubcomp, packetId: packet.packetId, reasonCode: 0 });
    if (packet.type === PacketType.connack && packet.reasonCode === 0) this.#connack = packet;
    if (packet.type === PacketType.disconnect) this.#lastWord = packet.reasonCode;
    const key = answerKey(packet);
    if (key === undefined) return;
    this.#waiting.get(key)?.(packet);
    this.#waiting.delete(key);
  }

  #acknowledge({ qos, packetId }: PublishPacket): void {
    if (packetId === undefined || this.holdsBack) return;
    const type = qos === 1 ? PacketType.puback : PacketType.pubrec;
    this.#send({ type, packetId, reasonCode: 0 });
  }

  /** Undefined: none came in time, or the connection ended. */
  #ask(packet: Packet, key: string): Promise<Packet | undefined> {
    if (this.#closed !== undefined) return Promise.resolve(undefined);
    const answer = this.#answer(key);
    this.#send(packet);
    return answer;
  }

  #answer(key: string): Promise<Packet | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(key);
        resolve(undefined);
      }, this.#options.timeoutMs());
      this.#waiting.set(key, (packet) => {
        clearTimeout(timer);
        resolve(packet);
      });
    });
  }

  /** What the lack of an answer means: the connection ended, or it lives on and the broker is silent. */
  async #withoutAnswer(): Promise<ProbeAnswer> {
    if (await this.#isStillThere()) return { kind: 'hung' };
    if (this.#closed === undefined) return { kind: 'lost' };
    return { kind: 'closed', ...(this.#lastWord === undefined ? {} : { reasonCode: this.#lastWord }) };
  }

  async #isStillThere(): Promise<boolean> {
    return this.#closed === undefined && (await this.ping());
  }

  #whenClosed(timeoutMs: number): Promise<boolean> {
    if (this.#closed !== undefined) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.#closeWaiters.push(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }

  #send(packet: Packet): void {
    if (this.#closed !== undefined) return;
    this.#log('out', packet);
    this.#transport?.write(encodePacket(packet, this.#version));
  }

  #log(direction: WitnessPacket['direction'], packet: Packet): void {
    const { clock, client, connection } = this.#options;
    const text = describePacket(packet, this.#version);
    this.#witness.push({ tUs: clock.nowUs(), client, connection, direction, text });
    if (this.#witness.length > WITNESS_PACKETS) this.#witness.shift();
  }

  #nextPacketId(): number {
    this.#lastPacketId = (this.#lastPacketId % PACKET_ID_MAX) + 1;
    return this.#lastPacketId;
  }
}

/** What an answer answers. */
function answerKey(packet: Packet): string | undefined {
  switch (packet.type) {
    case PacketType.connack:
      return 'connack';
    case PacketType.suback:
      return `suback ${packet.packetId}`;
    case PacketType.puback:
    case PacketType.pubrec:
      return `publish ${packet.packetId}`;
    case PacketType.pubcomp:
      return `pubcomp ${packet.packetId}`;
    case PacketType.pingresp:
      return 'pingresp';
    default:
      return undefined;
  }
}
