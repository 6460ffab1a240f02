import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocketListenAddress } from './listen-address.ts';
import {
  SERVER_SOCKET_OPTIONS,
  serverTlsOptions,
  type Accept,
  type TransportServer,
} from './listen-socket.ts';
import { LowerSockets } from './lower-sockets.ts';
import { MAX_PAYLOAD_BYTES, MQTT_SUBPROTOCOL, WebSocketTransport } from './websocket-transport.ts';

/** A server for WebSockets of the subprotocol `mqtt`, with or without TLS; all else is refused in HTTP. */
export function webSocketServer(address: WebSocketListenAddress, accept: Accept): TransportServer {
  const server = httpServer(address);
  const lowers = new LowerSockets(server);
  const upgrader = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD_BYTES,
    handleProtocols: () => MQTT_SUBPROTOCOL,
  });
  server.on('upgrade', (request: IncomingMessage, stream: Socket, head: Buffer) => {
    const refusal = refusalOf(request, address.path);
    if (refusal !== undefined) {
      refuse(stream, refusal);
      return;
    }
    upgrader.handleUpgrade(request, stream, head, (webSocket) => {
      const transport = new WebSocketTransport('the client');
      accept(transport, () => transport.adopt(webSocket, stream, lowers.take(stream)));
    });
  });
  return { server, abandon: () => lowers.destroyAll() };
}

function httpServer(address: WebSocketListenAddress): Server {
  if (address.protocol === 'ws') return createServer(SERVER_SOCKET_OPTIONS, upgradeRequired);
  return createHttpsServer({ ...SERVER_SOCKET_OPTIONS, ...serverTlsOptions(address.tls) }, upgradeRequired);
}

const upgradeRequired: RequestListener = (_, response) => {
  response.writeHead(426, { Upgrade: 'websocket', Connection: 'close' }).end();
};

/** The HTTP status to refuse an upgrade with, or undefined for a good one (5:6.0.0-3, 311:6.0.0-3). */
function refusalOf(request: IncomingMessage, path: string | undefined): number | undefined {
  const requested = (request.url ?? '').split('?', 1)[0];
  if (path !== undefined && requested !== path) return 404;
  const offered = request.headers['sec-websocket-protocol'] ?? '';
  const names = offered.split(',').map((name) => name.trim());
  return names.includes(MQTT_SUBPROTOCOL) ? undefined : 400;
}

function refuse(stream: Socket, status: number): void {
  stream.on('error', () => undefined);
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    () => stream.destroy(),
  );
}
