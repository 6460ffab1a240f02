import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls';
import type { ExecutionContext } from 'ava';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';

/** Servers made of nothing but Node and ws: the independent truth about what our transports do on the wire. */
export interface PlainServer<T> {
  readonly port: number;
  /** The next connection that opens. */
  readonly next: () => Promise<T>;
}

export async function tcpServer(t: ExecutionContext): Promise<PlainServer<Socket>> {
  const server = createServer({ allowHalfOpen: true });
  const accepted = queueOf<Socket>();
  server.on('connection', (socket: Socket) => accepted.push(quiet(socket)));
  return { port: await start(t, server), next: accepted.next };
}

export async function unixServer(
  t: ExecutionContext,
): Promise<PlainServer<Socket> & { readonly socketPath: string }> {
  const socketPath = await temporarySocketPath(t);
  const server = createServer({ allowHalfOpen: true });
  const accepted = queueOf<Socket>();
  server.on('connection', (socket: Socket) => accepted.push(quiet(socket)));
  server.listen(socketPath);
  await once(server, 'listening');
  t.teardown(() => void server.close());
  return { port: 0, socketPath, next: accepted.next };
}

export async function tlsServer(t: ExecutionContext, options: TlsOptions): Promise<PlainServer<TLSSocket>> {
  const server = createTlsServer({ allowHalfOpen: true, ...options });
  const accepted = queueOf<TLSSocket>();
  server.on('secureConnection', (socket) => accepted.push(quiet(socket)));
  server.on('tlsClientError', () => undefined);
  return { port: await start(t, server), next: accepted.next };
}

export interface AcceptedWebSocket {
  readonly webSocket: WebSocket;
  readonly socket: Socket;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export async function webSocketServer(
  t: ExecutionContext,
  options: ServerOptions = {},
  tls?: TlsOptions,
): Promise<PlainServer<AcceptedWebSocket>> {
  const server = tls === undefined ? createHttpServer() : createHttpsServer(tls);
  const upgrader = new WebSocketServer({ server, ...options });
  const accepted = queueOf<AcceptedWebSocket>();
  upgrader.on('connection', (webSocket, request) => {
    webSocket.on('error', () => undefined);
    accepted.push({
      webSocket,
      socket: quiet(request.socket),
      path: request.url ?? '',
      headers: request.headers,
    });
  });
  return { port: await start(t, server), next: accepted.next };
}

export async function temporarySocketPath(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mqtt-bench-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return join(folder, 'broker.sock');
}

/** Starts on a free port of 127.0.0.1; at the end of the test, drops every connection that is left. */
export async function start(t: ExecutionContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(quiet(socket));
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

/** How the other side ended, as the socket itself tells: an `end` event is FIN, an error is not. */
export function howItEnded(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('end', () => resolve('FIN'));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.once('close', () => resolve('nothing but close'));
  });
}

/** Reads a socket until so many bytes are there. */
export function read(socket: Socket, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length >= bytes) resolve(Buffer.concat(chunks));
    });
  });
}

function quiet<T extends Socket>(socket: T): T {
  socket.on('error', () => undefined);
  return socket;
}

function queueOf<T>(): { push: (item: T) => void; next: () => Promise<T> } {
  const items: T[] = [];
  const waiting: ((item: T) => void)[] = [];
  return {
    push: (item) => {
      const first = waiting.shift();
      if (first === undefined) items.push(item);
      else first(item);
    },
    next: () =>
      new Promise((resolve) => {
        const first = items.shift();
        if (first === undefined) waiting.push(resolve);
        else resolve(first);
      }),
  };
}
