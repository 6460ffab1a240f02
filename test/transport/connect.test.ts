/** Our transports against servers made of nothing but Node and ws. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import type { TransportAddress } from '../../src/transport/address.ts';
import { connectTransport } from '../../src/transport/connect.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { testCertificates } from '../support/certificates.ts';
import {
  howItEnded,
  read,
  start,
  tcpServer,
  tlsServer,
  unixServer,
  webSocketServer,
  type PlainServer,
} from './plain-servers.ts';
import { RecordingHandler } from './recording-handler.ts';

const HOST = '127.0.0.1';

/** The peer of one transport, as its own library sees it. */
interface Peer {
  /** The next bytes, so many of them. */
  readonly read: (bytes: number) => Promise<Buffer>;
  readonly write: (bytes: Buffer) => void;
  readonly end: () => void;
  /** The TCP socket, or that of the Unix domain. */
  readonly socket: Socket;
}

interface Setting {
  readonly address: TransportAddress;
  readonly next: () => Promise<Peer>;
}

function ofStream(socket: Socket): Peer {
  return {
    socket,
    read: (bytes) => read(socket, bytes),
    write: (bytes) => void socket.write(bytes),
    end: () => void socket.end(),
  };
}

async function streamPeer(server: PlainServer<Socket>): Promise<Peer> {
  return ofStream(await server.next());
}

const SETTINGS: Readonly<Record<string, (t: ExecutionContext) => Promise<Setting>>> = {
  mqtt: async (t) => {
    const server = await tcpServer(t);
    const address: TransportAddress = { protocol: 'mqtt', host: HOST, port: server.port };
    return { address, next: () => streamPeer(server) };
  },
  unix: async (t) => {
    const server = await unixServer(t);
    const address: TransportAddress = { protocol: 'unix', socketPath: server.socketPath };
    return { address, next: () => streamPeer(server) };
  },
  mqtts: async (t) => {
    const { ca, server: identity } = await testCertificates();
    const server = await tlsServer(t, identity);
    const address: TransportAddress = { protocol: 'mqtts', host: HOST, port: server.port, tls: { ca: [ca] } };
    return { address, next: () => streamPeer(server) };
  },
  ws: (t) => webSocketSetting(t, false),
  wss: (t) => webSocketSetting(t, true),
};

async function webSocketSetting(t: ExecutionContext, secure: boolean): Promise<Setting> {
  const { ca, server: identity } = await testCertificates();
  const server = await webSocketServer(t, {}, secure ? identity : undefined);
  const place = { host: HOST, port: server.port, path: '/mqtt' };
  const next = async (): Promise<Peer> => {
    const { webSocket, socket } = await server.next();
    const arrived: Buffer[] = [];
    webSocket.on('message', (data: Buffer) => arrived.push(data));
    const enough = async (bytes: number): Promise<Buffer> => {
      while (Buffer.concat(arrived).length < bytes) await once(webSocket, 'message');
      return Buffer.concat(arrived);
    };
    return {
      socket,
      read: enough,
      write: (bytes) => webSocket.send(bytes),
      end: () => webSocket.close(1000),
    };
  };
  const address: TransportAddress = secure
    ? { protocol: 'wss', ...place, tls: { ca: [ca] } }
    : { protocol: 'ws', ...place };
  return { address, next };
}

interface Opened {
  readonly transport: Transport;
  readonly handler: RecordingHandler;
  readonly peer: Peer;
}

async function open(t: ExecutionContext, protocol: string): Promise<Opened> {
  const setting = await SETTINGS[protocol]?.(t);
  if (setting === undefined) throw new Error(protocol);
  const handler = new RecordingHandler();
  const transport = connectTransport(setting.address, handler);
  t.deepEqual(handler.events, [], 'nothing is told before the call returns');
  const [peer] = await Promise.all([setting.next(), handler.has('open')]);
  return { transport, handler, peer };
}

for (const protocol of Object.keys(SETTINGS)) {
  test(`${protocol}: bytes arrive unaltered and in order, both ways`, async (t) => {
    const { transport, handler, peer } = await open(t, protocol);
    const sent = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
    const arrives = peer.read(sent.length);
    transport.write(sent.subarray(0, 10));
    transport.write(sent.subarray(10));
    t.true((await arrives).equals(sent));
    peer.write(sent);
    t.true((await handler.bytes(sent.length)).equals(sent));
    transport.reset();
    t.deepEqual(await handler.closed(), { kind: 'local' });
  });

  test(`${protocol}: what is written before the connection is open is sent first`, async (t) => {
    const setting = await SETTINGS[protocol]?.(t);
    if (setting === undefined) throw new Error(protocol);
    const handler = new RecordingHandler();
    const transport = connectTransport(setting.address, handler);
    t.false(transport.write(Buffer.from('early ')));
    t.is(transport.bufferedBytes, 6);
    const peer = await setting.next();
    const arrives = peer.read(10);
    await handler.has('open');
    transport.write(Buffer.from('late'));
    t.is((await arrives).toString(), 'early late');
    transport.reset();
    await handler.closed();
  });

  test(`${protocol}: memory is the caller’s again once nothing waits`, async (t) => {
    const { transport, handler, peer } = await open(t, protocol);
    const memory = Buffer.alloc(64);
    const arrives = peer.read(64 * 200);
    for (let i = 0; i < 200; i += 1) {
      memory.fill(i);
      transport.write(memory);
      if (transport.bufferedBytes > 0) await once(peer.socket, 'data').catch(() => undefined);
      while (transport.bufferedBytes > 0) await new Promise(setImmediate);
    }
    const bytes = await arrives;
    t.true(bytes.every((byte, at) => byte === Math.floor(at / 64)));
    transport.reset();
    await handler.closed();
  });

  test(`${protocol}: the peer’s orderly end is told, then the close`, async (t) => {
    const { transport, handler, peer } = await open(t, protocol);
    peer.write(Buffer.from('bye'));
    peer.end();
    await handler.has('end');
    t.is(handler.received.toString(), 'bye');
    transport.close();
    t.is((await handler.closed()).kind, 'remote-end');
    t.deepEqual(handler.events.slice(-2), ['end', 'close']);
  });

  test(`${protocol}: our close sends what waits and ends in an orderly way`, async (t) => {
    const { transport, handler, peer } = await open(t, protocol);
    const ended = howItEnded(peer.socket);
    const arrives = peer.read(4);
    transport.write(Buffer.from('last'));
    transport.close();
    t.is((await arrives).toString(), 'last');
    t.is(await ended, 'FIN');
    peer.end();
    t.deepEqual(await handler.closed(), { kind: 'local' });
  });

  test(`${protocol}: no call throws, and none is told anything, after the close`, async (t) => {
    const { transport, handler } = await open(t, protocol);
    transport.reset();
    await handler.closed();
    const before = handler.events.length;
    t.false(transport.write(Buffer.from('x')));
    for (const call of ['close', 'endWriting', 'reset', 'pause', 'resume'] as const) transport[call]();
    t.is(transport.bufferedBytes, 0);
    await new Promise(setImmediate);
    t.is(handler.events.length, before);
  });
}

for (const protocol of ['mqtt', 'mqtts', 'ws', 'wss']) {
  test(`${protocol}: our reset is a TCP reset for the peer`, async (t) => {
    const { transport, handler, peer } = await open(t, protocol);
    // A server that still writes its TLS session tickets would meet the reset there, and then read an end.
    peer.write(Buffer.from('x'));
    await handler.bytes(1);
    peer.socket.resume();
    const ended = howItEnded(peer.socket);
    transport.reset();
    t.is(await ended, 'ECONNRESET');
    t.deepEqual(await handler.closed(), { kind: 'local' });
  });
}

test('mqtt: the peer’s TCP reset is told as such', async (t) => {
  const { handler, peer } = await open(t, 'mqtt');
  peer.socket.resetAndDestroy();
  t.deepEqual(await handler.closed(), { kind: 'remote-reset' });
});

test('a paused transport takes no bytes until it goes on', async (t) => {
  const { transport, handler, peer } = await open(t, 'mqtt');
  transport.pause();
  // More than the buffers of the system hold: the peer feels that nobody reads.
  const flood = Buffer.alloc(16 * 1024 * 1024, 1);
  peer.write(flood);
  await new Promise(setImmediate);
  t.true(peer.socket.writableLength > 0);
  t.is(handler.receivedBytes, 0);
  transport.resume();
  t.is((await handler.bytes(flood.length)).length, flood.length);
  transport.reset();
  await handler.closed();
});

async function causeOf(address: TransportAddress, connectTimeoutMs = 20_000): Promise<string> {
  const handler = new RecordingHandler();
  connectTransport(address, handler, { connectTimeoutMs });
  const cause = await new Promise<unknown>((resolve) => {
    void handler.until(() => handler.events.includes('close')).finally(() => resolve(handler.cause));
  });
  return cause !== null && typeof cause === 'object' && 'code' in cause ? String(cause.code) : 'none';
}

test('a port that nobody listens on refuses the connection', async (t) => {
  const server = createServer();
  const port = await start(t, server);
  await new Promise((resolve) => server.close(resolve));
  t.is(await causeOf({ protocol: 'mqtt', host: HOST, port }), 'ECONNREFUSED');
  t.is(await causeOf({ protocol: 'ws', host: HOST, port, path: '/' }), 'ECONNREFUSED');
});

test('a certificate of an unknown authority, for another host, or out of date is refused', async (t) => {
  const { ca, otherServer, wrongHost, expired } = await testCertificates();
  const code = async (identity: { cert: string; key: string }): Promise<string> => {
    const { port } = await tlsServer(t, identity);
    return causeOf({ protocol: 'mqtts', host: HOST, port, tls: { ca: [ca] } });
  };
  t.regex(await code(otherServer), /UNABLE_TO_VERIFY|SELF_SIGNED|UNABLE_TO_GET_ISSUER/u);
  t.is(await code(wrongHost), 'ERR_TLS_CERT_ALTNAME_INVALID');
  t.is(await code(expired), 'CERT_HAS_EXPIRED');
});

test('a server that accepts and says no word of TLS is given up in time', async (t) => {
  const { port } = await tcpServer(t);
  t.is(await causeOf({ protocol: 'mqtts', host: HOST, port, tls: {} }, 300), 'ETIMEDOUT');
});

test('a WebSocket server must select the subprotocol mqtt (5:6.0.0-4, 311:6.0.0-4)', async (t) => {
  const { port } = await webSocketServer(t, { handleProtocols: () => false });
  t.is(await causeOf({ protocol: 'ws', host: HOST, port, path: '/mqtt' }), 'ERR_WS_SUBPROTOCOL');
});

test('a WebSocket text frame ends the connection (5:6.0.0-1, 311:6.0.0-1)', async (t) => {
  const server = await webSocketServer(t);
  const handler = new RecordingHandler();
  connectTransport({ protocol: 'ws', host: HOST, port: server.port, path: '/mqtt' }, handler);
  const { webSocket } = await server.next();
  await handler.has('open');
  webSocket.send('text');
  const cause = await handler.closed();
  t.is(cause.kind === 'error' && cause.code, 'ERR_WS_TEXT_FRAME');
});
