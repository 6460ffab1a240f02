import type { Server } from 'node:net';
import type { BaseTransport } from './base-transport.ts';
import type { ListenAddress } from './listen-address.ts';
import { socketServer, type TransportServer } from './listen-socket.ts';
import { webSocketServer } from './listen-websocket.ts';
import { hostAndPort } from './socket-facts.ts';
import type { Transport, TransportHandler } from './transport.ts';

export type { ListenAddress, ServerTlsOptions } from './listen-address.ts';

/**
 * Called for every connection that is open, handshakes included. Returns who listens to it; then `onOpen` follows at
 * once, and nothing before.
 */
export type OnConnection = (transport: Transport) => TransportHandler;

export interface Listener {
  /** Where it listens, with the port that the system chose for port 0. */
  readonly address: { readonly host: string; readonly port: number } | { readonly socketPath: string };
  /** The same as a URL that `parseTargetUrl` reads. */
  readonly url: string;
  /** Accepted connections that are not closed yet. */
  readonly openConnections: number;
  /**
   * Stops accepting, resets what is open (or waits for it with `waitForConnections`), and settles when all is closed.
   */
  close(options?: { readonly waitForConnections?: boolean }): Promise<void>;
}

/** Listens; rejects with the error of the system, e.g. `EADDRINUSE`, or with that of unusable TLS material. */
export async function listen(address: ListenAddress, onConnection: OnConnection): Promise<Listener> {
  const open = new Set<BaseTransport>();
  const accept = (transport: BaseTransport, adopt: () => void): void => {
    open.add(transport);
    transport.whenGone(() => open.delete(transport));
    transport.begin(onConnection(transport));
    adopt();
  };
  const isWebSocket = address.protocol === 'ws' || address.protocol === 'wss';
  const server = isWebSocket ? webSocketServer(address, accept) : socketServer(address, accept);
  await bind(server.server, address);
  return new ServerListener(address, server, open);
}

function bind(server: Server, address: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.protocol === 'unix' ? { path: address.socketPath } : bindOptions(address), () => {
      server.off('error', reject);
      // Accepting may fail later, e.g. with EMFILE: the peer sees it, and the listener goes on.
      server.on('error', () => undefined);
      resolve();
    });
  });
}

/** Many clients connect at once in a load test: the queue of the system must not be the first to give up. */
const BACKLOG = 4096;

function bindOptions(address: { readonly host?: string; readonly port: number }) {
  return { host: address.host ?? '127.0.0.1', port: address.port, backlog: BACKLOG };
}

class ServerListener implements Listener {
  readonly address: Listener['address'];
  readonly url: string;
  readonly #server: TransportServer;
  readonly #open: ReadonlySet<BaseTransport>;
  #closing: Promise<void> | undefined;

  constructor(address: ListenAddress, server: TransportServer, open: ReadonlySet<BaseTransport>) {
    this.#server = server;
    this.#open = open;
    this.address = boundAddress(address, server.server);
    this.url = urlOf(address, this.address);
  }

  get openConnections(): number {
    return this.#open.size;
  }

  close(options: { readonly waitForConnections?: boolean } = {}): Promise<void> {
    this.#closing ??= new Promise((resolve) => this.#server.server.close(() => resolve()));
    this.#server.abandon();
    if (options.waitForConnections !== true) for (const transport of this.#open) transport.reset();
    return this.#closing;
  }
}

function boundAddress(address: ListenAddress, server: Server): Listener['address'] {
  const bound = server.address();
  if (address.protocol === 'unix') return { socketPath: address.socketPath };
  if (bound === null || typeof bound === 'string') throw new Error('a TCP server without an address');
  return { host: bound.address, port: bound.port };
}

function urlOf(address: ListenAddress, bound: Listener['address']): string {
  if ('socketPath' in bound) return `unix://${bound.socketPath}`;
  const path = address.protocol === 'ws' || address.protocol === 'wss' ? (address.path ?? '/mqtt') : '';
  return `${address.protocol}://${hostAndPort(bound.host, bound.port)}${path}`;
}
