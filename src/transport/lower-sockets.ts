import type { Server, Socket } from 'node:net';

/**
 * The TCP sockets of a server whose streams (TLS, WebSocket) are not open yet. A TLS socket does not tell the TCP
 * socket it runs on, and only that one can send a reset; the address of the peer connects the two.
 */
export class LowerSockets {
  readonly #byPeer = new Map<string, Socket>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => this.#add(socket));
  }

  /** The TCP socket below `stream`, which is now open and no concern of ours any more. */
  take(stream: Socket): Socket {
    const key = keyOf(stream);
    const lower = this.#byPeer.get(key) ?? stream;
    this.#byPeer.delete(key);
    return lower;
  }

  destroyAll(): void {
    for (const socket of this.#byPeer.values()) socket.destroy();
  }

  #add(socket: Socket): void {
    const key = keyOf(socket);
    this.#byPeer.set(key, socket);
    socket.once('close', () => {
      if (this.#byPeer.get(key) === socket) this.#byPeer.delete(key);
    });
  }
}

function keyOf(socket: Socket): string {
  return `${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`;
}
