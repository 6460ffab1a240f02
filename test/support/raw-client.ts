/** A client that does just what a test tells it: packets out, packets in, and nothing of its own. */
import { present } from '../../src/base/assert.ts';
import { PacketType, type ProtocolVersion, type QoS } from '../../src/protocol/constants.ts';
import { PacketDecoder } from '../../src/protocol/decode.ts';
import { encodePacket } from '../../src/protocol/encode.ts';
import type {
  AcknowledgementPacket,
  ConnackPacket,
  ConnectPacket,
  Packet,
  PublishPacket,
  Subscription,
} from '../../src/protocol/packets.ts';
import type { Properties } from '../../src/protocol/properties.ts';
import type { MemoryEnd } from '../../src/transport/memory-pair.ts';
import type { CloseCause, TransportHandler } from '../../src/transport/transport.ts';

export type OfType<T extends PacketType> = Extract<Packet, { type: T }>;

/** Lets everything happen that is on its way through memory pairs. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export class RawClient implements TransportHandler {
  readonly version: ProtocolVersion;
  /** Everything received and not taken yet. */
  received: Packet[] = [];
  /** Sizes of the packets received, in bytes. */
  readonly sizes: number[] = [];
  /** How the connection ended; undefined while it is open. */
  closed: CloseCause | undefined;
  /** What was wrong with the bytes received; a fault of the broker. */
  fault: string | undefined;
  readonly #transport: MemoryEnd;
  readonly #decoder: PacketDecoder;

  constructor(transport: MemoryEnd, version: ProtocolVersion) {
    this.version = version;
    this.#transport = transport;
    this.#decoder = new PacketDecoder({
      version,
      receiver: 'client',
      maximumPacketSize: 300_000_000,
      handler: {
        onPacket: (packet) => void this.received.push(packet),
        onRaw: (_bytes, start, end) => void this.sizes.push(end - start),
      },
    });
    transport.attach(this);
  }

  send(...packets: readonly Packet[]): void {
    for (const packet of packets) this.sendBytes(encodePacket(packet, this.version));
  }

  sendBytes(bytes: Uint8Array): void {
    this.#transport.write(bytes);
  }

  /** Sends packets and hands over what comes back. */
  async exchange(...packets: readonly Packet[]): Promise<Packet[]> {
    this.send(...packets);
    return this.take();
  }

  /** Everything that has come since the last time. */
  async take(): Promise<Packet[]> {
    await settled();
    if (this.fault !== undefined) throw new Error(this.fault);
    return this.takeNow();
  }

  /** Everything that has come up to now, whatever it is worth. */
  takeNow(): Packet[] {
    const packets = this.received;
    this.received = [];
    return packets;
  }

  /** The only packet that has come, of the type expected. */
  async takeOne<T extends PacketType>(type: T): Promise<OfType<T>> {
    const packets = await this.take();
    const names = packets.map((packet) => packet.type).join(', ');
    if (packets.length !== 1 || packets[0]?.type !== type)
      throw new Error(`expected one packet of type ${type}, got [${names}]`);
    return packets[0] as OfType<T>;
  }

  /** The PUBLISH packets that have come; anything else fails. */
  async takePublishes(): Promise<PublishPacket[]> {
    const packets = await this.take();
    return packets.map((packet) => {
      if (packet.type !== PacketType.publish)
        throw new Error(`expected PUBLISH only, got type ${packet.type}`);
      return packet;
    });
  }

  async connect(fields: Partial<ConnectPacket> = {}): Promise<ConnackPacket> {
    this.send(connectPacket(this.version, fields));
    return this.takeOne(PacketType.connack);
  }

  /** Subscribes; the codes of SUBACK. What comes behind SUBACK stays to be taken. */
  async subscribe(
    subscriptions: string | readonly (Partial<Subscription> & { filter: string })[],
    options: { readonly qos?: QoS; readonly properties?: Properties } = {},
  ): Promise<readonly number[]> {
    const wanted = typeof subscriptions === 'string' ? [{ filter: subscriptions }] : subscriptions;
    this.send({
      type: PacketType.subscribe,
      packetId: 1000,
      subscriptions: wanted.map((each) => ({ qos: options.qos ?? 2, ...each })),
      ...(options.properties === undefined ? {} : { properties: options.properties }),
    });
    await settled();
    const suback = present(this.received.shift(), 'SUBACK');
    if (suback.type !== PacketType.suback) throw new Error(`expected SUBACK, got type ${suback.type}`);
    return suback.reasonCodes;
  }

  publish(fields: Partial<PublishPacket> & { readonly topic: string; readonly text?: string }): void {
    this.send(publishPacket(fields));
  }

  ack(type: AcknowledgementPacket['type'], packetId: number | undefined, reasonCode = 0): void {
    this.send({ type, packetId: present(packetId, 'a packet identifier'), reasonCode });
  }

  /** Drops the connection without a DISCONNECT. */
  drop(): void {
    this.#transport.reset();
  }

  disconnect(reasonCode = 0, properties?: Properties): void {
    this.send({
      type: PacketType.disconnect,
      reasonCode,
      ...(properties === undefined ? {} : { properties }),
    });
  }

  pause(): void {
    this.#transport.pause();
  }

  resume(): void {
    this.#transport.resume();
  }

  onOpen(): void {
    // Writing does not wait for it.
  }

  onBytes(bytes: Uint8Array): void {
    const error = this.#decoder.push(bytes);
    if (error !== undefined) this.fault = `the broker sent ${error.message} [${error.clause}]`;
  }

  onDrain(): void {
    // Tests write little.
  }

  onEnd(): void {
    this.#transport.close();
  }

  onClose(cause: CloseCause): void {
    this.closed = cause;
  }
}

export function connectPacket(version: ProtocolVersion, fields: Partial<ConnectPacket> = {}): ConnectPacket {
  return {
    type: PacketType.connect,
    protocolName: 'MQTT',
    protocolVersion: version,
    cleanStart: true,
    keepAlive: 0,
    clientId: 'c',
    ...fields,
  };
}

export function publishPacket(
  fields: Partial<PublishPacket> & { readonly topic: string; readonly text?: string },
): PublishPacket {
  const { text, packetId = 1, ...rest } = fields;
  const qos = fields.qos ?? 0;
  return {
    type: PacketType.publish,
    dup: false,
    retain: false,
    payload: Buffer.from(text ?? ''),
    ...rest,
    qos,
    ...(qos === 0 ? {} : { packetId }),
  };
}

/** The payload as text. */
export function textOf(packet: PublishPacket | undefined): string {
  return Buffer.from(present(packet, 'a PUBLISH').payload).toString();
}
