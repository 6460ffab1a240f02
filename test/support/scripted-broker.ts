/** A broker that does just what a test tells it, built on the codec and a real socket: for our own client's manners. */
import { PacketType, type ProtocolVersion } from '../../src/protocol/constants.ts';
import { PacketDecoder } from '../../src/protocol/decode.ts';
import { encodePacket } from '../../src/protocol/encode.ts';
import type { Packet } from '../../src/protocol/packets.ts';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export class ScriptedBroker {
  /** Packets that clients sent, over all connections. */
  readonly received: Packet[] = [];
  readonly sockets: Socket[] = [];
  /** What to do with each packet; the default answers nothing. */
  onPacket: (packet: Packet, connection: ScriptedConnection) => void = () => undefined;
  readonly #server: Server;
  readonly #waiters: { test: () => boolean; resolve: () => void }[] = [];

  private constructor(server: Server, version: ProtocolVersion) {
    this.#server = server;
    server.on('connection', (socket) => this.#accept(socket, version));
  }

  static async start(version: ProtocolVersion): Promise<ScriptedBroker> {
    const server = createServer({ allowHalfOpen: true });
    const broker = new ScriptedBroker(server, version);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return broker;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Packets of one type, in the order received. */
  ofType<T extends Packet['type']>(type: T): Extract<Packet, { type: T }>[] {
    return this.received.filter((packet): packet is Extract<Packet, { type: T }> => packet.type === type);
  }

  /** Resolves once `test` holds; looked at after each packet. */
  until(test: () => boolean): Promise<void> {
    if (test()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push({ test, resolve });
    });
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  #accept(socket: Socket, version: ProtocolVersion): void {
    const connection = new ScriptedConnection(socket, version);
    this.sockets.push(socket);
    const decoder = new PacketDecoder({
      version: undefined,
      receiver: 'server',
      maximumPacketSize: 1_000_000,
      handler: {
        onPacket: (packet) => {
          this.received.push(packet);
          this.onPacket(packet, connection);
          for (const waiter of this.#waiters.splice(0)) {
            if (waiter.test()) waiter.resolve();
            else this.#waiters.push(waiter);
          }
        },
      },
    });
    socket.on('data', (bytes) => decoder.push(bytes));
    socket.on('end', () => socket.end());
    socket.on('error', () => undefined);
  }
}

export class ScriptedConnection {
  readonly socket: Socket;
  readonly #version: ProtocolVersion;

  constructor(socket: Socket, version: ProtocolVersion) {
    this.socket = socket;
    this.#version = version;
  }

  send(...packets: readonly Packet[]): void {
    for (const packet of packets) this.socket.write(encodePacket(packet, this.#version));
  }

  accept(
    options: { sessionPresent?: boolean; properties?: Extract<Packet, { type: 2 }>['properties'] } = {},
  ): void {
    const { sessionPresent = false, properties } = options;
    this.send({ type: PacketType.connack, sessionPresent, reasonCode: 0, ...(properties && { properties }) });
  }
}
