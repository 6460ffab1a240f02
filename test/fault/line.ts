/** A client, a fault proxy and the far end of the line, over real sockets; both ends record. */
import type { ExecutionContext } from 'ava';
import { monotonicClock } from '../../src/base/clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { FaultProxy } from '../../src/fault/fault-proxy.ts';
import type { FaultAction, FaultEvent, FaultRule } from '../../src/fault/types.ts';
import { PacketType, type ProtocolVersion } from '../../src/protocol/constants.ts';
import { encodePacket } from '../../src/protocol/encode.ts';
import type { Packet } from '../../src/protocol/packets.ts';
import { connectTransport } from '../../src/transport/connect.ts';
import { listen } from '../../src/transport/listen.ts';
import { parseTargetUrl } from '../../src/transport/parse-address.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { RecordingHandler } from '../transport/recording-handler.ts';

export interface End {
  readonly transport: Transport;
  readonly handler: RecordingHandler;
}

export interface Line {
  readonly proxy: FaultProxy;
  /** Far ends of connections, in the order in which they came about. */
  readonly far: readonly End[];
  /** Connects and says CONNECT; the far end is there when CONNECT has come. */
  dial(clientId?: string): Promise<{ near: End; far: End }>;
  /** Connects and says CONNECT, and waits for nobody. */
  dialInto(clientId?: string): End;
  farCount(count: number): Promise<void>;
  /** Nobody listens any more. */
  closeFarEnd(): Promise<void>;
}

/** Clients are called `client-0`, `client-1` and so on. */
export async function makeLine(t: ExecutionContext): Promise<Line> {
  const far: End[] = [];
  const waiting = new Set<() => void>();
  const listener = await listen({ protocol: 'mqtt', port: 0 }, (transport) => {
    const handler = new RecordingHandler();
    far.push({ transport, handler });
    for (const look of waiting) look();
    return handler;
  });
  const proxy = await FaultProxy.start({
    urls: [listener.url],
    clock: monotonicClock(),
    random: seededRandom(1),
    identify: (clientId) => {
      const number = /^client-(\d+)$/u.exec(clientId)?.[1];
      return number === undefined ? undefined : Number(number);
    },
  });
  t.teardown(async () => {
    await proxy.close();
    await listener.close();
  });
  const farCount = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (far.length < count) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const dialInto = (clientId = 'client-0'): End => {
    const handler = new RecordingHandler();
    const transport = connectTransport(addressOf(proxy.urls[0] ?? ''), handler);
    transport.write(connectBytes(clientId));
    return { transport, handler };
  };
  return {
    proxy,
    far,
    farCount,
    dialInto,
    closeFarEnd: () => listener.close(),
    dial: async (clientId = 'client-0') => {
      const before = far.length;
      const near = dialInto(clientId);
      await farCount(before + 1);
      const end = far[before];
      if (end === undefined) throw new Error('no far end');
      await end.handler.bytes(connectBytes(clientId).length);
      end.handler.forget();
      return { near, far: end };
    },
  };
}

export function connectBytes(clientId: string): Uint8Array {
  return bytesOf({
    type: PacketType.connect,
    protocolName: 'MQTT',
    protocolVersion: 5,
    cleanStart: true,
    keepAlive: 0,
    clientId,
  });
}

export function bytesOf(packet: Packet, version: ProtocolVersion = 5): Uint8Array {
  return encodePacket(packet, version);
}

export function publishBytes(packetId: number, payloadBytes = 10): Uint8Array {
  const payload = Uint8Array.from({ length: payloadBytes }, (_, at) => at % 251);
  return bytesOf({
    type: PacketType.publish,
    dup: false,
    qos: 2,
    retain: false,
    topic: 'a/b',
    packetId,
    payload,
  });
}

/** A fault of everybody, or of some clients. */
export function rule(action: FaultAction, clients?: readonly number[]): FaultRule {
  return {
    name: action.kind,
    action,
    concerns: (client) => clients === undefined || (client !== undefined && clients.includes(client)),
  };
}

export function whatHappened(proxy: FaultProxy): FaultEvent['what'][] {
  return proxy.log.events.map(({ what }) => what);
}

function addressOf(url: string): Parameters<typeof connectTransport>[0] {
  const parsed = parseTargetUrl(url);
  if (!parsed.ok || parsed.address.protocol !== 'mqtt') throw new Error(url);
  return parsed.address;
}

/** Turns of the event loop in which everything on its way on this machine arrives. */
export async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn += 1)
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
}
