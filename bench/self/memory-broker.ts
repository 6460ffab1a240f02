/** Messages through the embedded broker over the in-memory transport: no socket, no timer, no other process. */
import { Broker } from '../../src/broker/broker.ts';
import { PacketType, type QoS } from '../../src/protocol/constants.ts';
import { PacketDecoder } from '../../src/protocol/decode.ts';
import { encodeAck, encodePacket } from '../../src/protocol/encode.ts';
import type { Packet } from '../../src/protocol/packets.ts';
import { memoryPair, type MemoryEnd } from '../../src/transport/memory-pair.ts';

const MESSAGES = 20_000;
const PER_WRITE = 50;
const ROUNDS = 5;
const FIRST_ROUNDS = 2;

/** Nanoseconds of CPU time a message from publisher to subscriber, both ends included; the least of several rounds. */
export async function measureMemoryBroker(qos: 0 | 1): Promise<number> {
  const broker = new Broker();
  const subscriber = new Peer(broker, 'subscriber');
  const publisher = new Peer(broker, 'publisher');
  await subscriber.connected();
  await publisher.connected();
  subscriber.send({ type: PacketType.subscribe, packetId: 1, subscriptions: [subscription(qos)] });
  let least = Infinity;
  for (let round = 0; round < FIRST_ROUNDS + ROUNDS; round += 1) {
    const started = process.cpuUsage();
    await publishAll(publisher, subscriber, qos);
    const { user, system } = process.cpuUsage(started);
    if (round >= FIRST_ROUNDS) least = Math.min(least, ((user + system) * 1000) / MESSAGES);
  }
  broker.close();
  return least;
}

function subscription(qos: QoS) {
  return { filter: 'self/#', qos, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
}

async function publishAll(publisher: Peer, subscriber: Peer, qos: 0 | 1): Promise<void> {
  const wanted = subscriber.received + MESSAGES;
  for (let sent = 0; sent < MESSAGES; sent += PER_WRITE) {
    publisher.write(chunkOf(qos, sent));
    await nextTurn();
  }
  for (let turns = 0; subscriber.received < wanted; turns += 1) {
    if (turns > MESSAGES) throw new Error(`${wanted - subscriber.received} messages did not arrive`);
    await nextTurn();
  }
}

function chunkOf(qos: 0 | 1, first: number): Buffer {
  const common = { type: PacketType.publish, dup: false, retain: false, topic: 'self/0' } as const;
  const payload = Buffer.alloc(256, 0x61);
  return Buffer.concat(
    Array.from({ length: PER_WRITE }, (_, i) =>
      encodePacket(
        qos === 0
          ? { ...common, qos, payload }
          : { ...common, qos, payload, packetId: 1 + ((first + i) % 60_000) },
        4,
      ),
    ),
  );
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A client that acknowledges and counts. */
class Peer {
  received = 0;
  readonly #end: MemoryEnd;
  readonly #connected: Promise<void>;

  constructor(broker: Broker, clientId: string) {
    const [near, far] = memoryPair();
    far.attach(broker.accept(far));
    this.#end = near;
    this.#connected = this.#connect(near, clientId);
  }

  connected(): Promise<void> {
    return this.#connected;
  }

  send(packet: Packet): void {
    this.write(encodePacket(packet, 4));
  }

  write(bytes: Uint8Array): void {
    this.#end.write(bytes);
  }

  #connect(end: MemoryEnd, clientId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const decoder = new PacketDecoder({
        version: 4,
        receiver: 'client',
        maximumPacketSize: 1e6,
        handler: { onPacket: (packet) => this.#take(packet, resolve) },
      });
      end.attach({
        onOpen: () => {
          this.send({
            type: PacketType.connect,
            protocolName: 'MQTT',
            protocolVersion: 4,
            clientId,
            cleanStart: true,
            keepAlive: 0,
          });
        },
        onBytes: (bytes) => void decoder.push(bytes),
        onDrain: () => undefined,
        onEnd: () => undefined,
        onClose: () => reject(new Error('the embedded broker closed the connection')),
      });
    });
  }

  #take(packet: Packet, connected: () => void): void {
    if (packet.type === PacketType.connack) connected();
    if (packet.type !== PacketType.publish) return;
    this.received += 1;
    if (packet.packetId !== undefined) this.write(encodeAck(PacketType.puback, packet.packetId));
  }
}
