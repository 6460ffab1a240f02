/** A proxy that breaks rules on purpose, packet by packet, in front of any broker: defects that are not our own broker's. */
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import { PacketDecoder } from '../../src/protocol/decode.ts';
import { encodePacket } from '../../src/protocol/encode.ts';
import type { Packet } from '../../src/protocol/packets.ts';

/** What becomes of one packet: those that go on in its place. `answer` sends a packet back to where it came from. */
export type Tamper = (
  packet: Packet,
  direction: 'to-broker' | 'to-client',
  answer: (packet: Packet) => void,
) => readonly Packet[];

export interface TamperingProxy {
  readonly url: string;
  stop(): void;
}

export async function startTamperingProxy(
  brokerUrl: string,
  version: ProtocolVersion,
  makeTamper: () => Tamper,
): Promise<TamperingProxy> {
  const { hostname, port } = new URL(brokerUrl);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const broker = createConnection({ host: hostname, port: Number(port) });
    const tamper = makeTamper();
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        broker.destroy();
      });
    }
    const toClient = (packet: Packet): boolean => client.write(encodePacket(packet, version));
    const toBroker = (packet: Packet): boolean => broker.write(encodePacket(packet, version));
    pipe(client, broker, version, (packet) => tamper(packet, 'to-broker', toClient));
    pipe(broker, client, version, (packet) => tamper(packet, 'to-client', toBroker));
  });
  const listening = await listen(server);
  return {
    url: `mqtt://127.0.0.1:${listening}`,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function pipe(
  from: Socket,
  to: Socket,
  version: ProtocolVersion,
  tamper: (packet: Packet) => readonly Packet[],
): void {
  const decoder = new PacketDecoder({
    version,
    receiver: 'server',
    anyDirection: true,
    maximumPacketSize: 10_000_000,
    handler: {
      onPacket: (packet) => {
        for (const each of tamper(packet)) to.write(encodePacket(each, version));
      },
    },
  });
  from.on('data', (bytes) => {
    if (decoder.push(bytes) !== undefined) from.destroy();
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
