import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { BaseTransport } from './base-transport.ts';
import { pemOf } from './dial.ts';
import type { ServerTlsOptions, SocketListenAddress } from './listen-address.ts';
import { LowerSockets } from './lower-sockets.ts';
import { SocketTransport } from './socket-transport.ts';

/** Takes a connection that is open: names its handler, then has `adopt` start the events. */
export type Accept = (transport: BaseTransport, adopt: () => void) => void;

export interface TransportServer {
  readonly server: Server;
  /** Drops the connections that are not open yet, in the middle of a handshake. */
  abandon(): void;
}

export const SERVER_SOCKET_OPTIONS = { allowHalfOpen: true, noDelay: true } as const;

/** Bounds a TLS handshake that the client does not go on with. */
const HANDSHAKE_TIMEOUT_MS = 30_000;

/** A server for TCP, TLS or a Unix domain socket. Accepted sockets have no `onread` in Node, so these allocate. */
export function socketServer(address: SocketListenAddress, accept: Accept): TransportServer {
  if (address.protocol === 'mqtts') return tlsServer(address.tls, accept);
  const server = createServer(SERVER_SOCKET_OPTIONS, (socket) => acceptSocket(socket, socket, accept));
  return { server, abandon: () => undefined };
}

function tlsServer(tls: ServerTlsOptions, accept: Accept): TransportServer {
  const server = createTlsServer({ ...SERVER_SOCKET_OPTIONS, ...serverTlsOptions(tls) });
  const lowers = new LowerSockets(server);
  server.on('secureConnection', (stream) => acceptSocket(stream, lowers.take(stream), accept));
  return { server, abandon: () => lowers.destroyAll() };
}

function acceptSocket(stream: Socket, lower: Socket, accept: Accept): void {
  const transport = new SocketTransport('the client');
  accept(transport, () => transport.adoptOpen(stream, lower));
}

export function serverTlsOptions(tls: ServerTlsOptions): TlsOptions {
  return {
    cert: pemOf(tls.cert),
    key: pemOf(tls.key),
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    requestCert: tls.requestClientCertificate === true,
    rejectUnauthorized: tls.rejectUnauthorized !== false,
    ...(tls.passphrase !== undefined && { passphrase: tls.passphrase }),
    ...(tls.ca && { ca: tls.ca.map(pemOf) }),
    ...(tls.alpnProtocols && { ALPNProtocols: [...tls.alpnProtocols] }),
  };
}
