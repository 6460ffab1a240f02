import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { TransportAddress } from './address.ts';
import { codedError } from './close-cause.ts';
import { dial, type DialTarget } from './dial.ts';
import { hostAndPort } from './socket-facts.ts';
import type { Transport, TransportHandler } from './transport.ts';
import { MAX_PAYLOAD_BYTES, MQTT_SUBPROTOCOL, WebSocketTransport } from './websocket-transport.ts';

type WebSocketAddress = Extract<TransportAddress, { protocol: 'ws' | 'wss' }>;

export function connectWebSocket(
  address: WebSocketAddress,
  handler: TransportHandler,
  connectTimeoutMs: number,
): Transport {
  const transport = new WebSocketTransport(hostAndPort(address.host, address.port));
  transport.begin(handler, connectTimeoutMs);
  transport.attempt(() =>
    dial(targetOf(address), {
      onStage: (lower, stage) => transport.adoptLower(lower, stage),
      onReady: (stream, lower) => {
        transport.adoptLower(lower, 'the WebSocket handshake');
        try {
          transport.adopt(upgrade(address, stream, transport), stream, lower);
        } catch (error) {
          transport.failed(error);
          transport.adoptUnusable(stream);
        }
      },
      onFailed: (error) => transport.gone(error),
    }),
  );
  return transport;
}

/** Clauses 5:6.0.0-3 and 5:6.0.0-4 (311:6.0.0-3, 311:6.0.0-4): we offer the subprotocol `mqtt` and insist on it. */
function upgrade(address: WebSocketAddress, stream: Socket, transport: WebSocketTransport): WebSocket {
  const webSocket = new WebSocket(urlOf(address), MQTT_SUBPROTOCOL, {
    createConnection: () => stream,
    headers: { ...address.headers },
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD_BYTES,
  });
  webSocket.on('upgrade', ({ headers }) => {
    const selected = headers['sec-websocket-protocol'];
    if (selected !== MQTT_SUBPROTOCOL) transport.failed(wrongSubprotocol(selected));
  });
  webSocket.on('unexpected-response', (_, response) => {
    transport.failed(wrongStatus(response.statusCode, response.statusMessage, address.path));
    webSocket.terminate();
  });
  return webSocket;
}

function targetOf(address: WebSocketAddress): DialTarget {
  if (address.protocol === 'wss') return address;
  const { host, port, sourceAddress } = address;
  return { host, port, ...(sourceAddress !== undefined && { sourceAddress }) };
}

function urlOf(address: WebSocketAddress): string {
  const path = address.path.startsWith('/') ? address.path : `/${address.path}`;
  return `${address.protocol}://${hostAndPort(address.host, address.port)}${path}`;
}

function wrongSubprotocol(selected: string | undefined): Error {
  const answer =
    selected === undefined
      ? 'selected no WebSocket subprotocol'
      : `selected the WebSocket subprotocol ${selected}`;
  return codedError('ERR_WS_SUBPROTOCOL', `the server ${answer}, but MQTT needs ${MQTT_SUBPROTOCOL}`);
}

function wrongStatus(code = 0, text = '', path: string): Error {
  const status = `${code} ${text}`.trim();
  return codedError('ERR_WS_HTTP_STATUS', `the server answered ${status} and opened no WebSocket at ${path}`);
}
