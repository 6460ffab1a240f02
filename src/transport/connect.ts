import type { TransportAddress } from './address.ts';
import { connectTcp } from './tcp.ts';
import { connectTls } from './tls.ts';
import type { Transport, TransportHandler } from './transport.ts';
import { connectUnix } from './unix.ts';
import { connectWebSocket } from './websocket.ts';

export interface ConnectOptions {
  /** Time for everything before `onOpen`, handshakes included; then `onClose` comes with `ETIMEDOUT`. 30000 where absent. */
  readonly connectTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 30_000;

/**
 * Begins to connect and tells `handler` what happens, never before this call has returned. Never throws: whatever is
 * wrong, with the address or the TLS material too, arrives as the cause of `onClose`.
 */
export function connectTransport(
  address: TransportAddress,
  handler: TransportHandler,
  options: ConnectOptions = {},
): Transport {
  const timeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
  switch (address.protocol) {
    case 'mqtt':
      return connectTcp(address, handler, timeoutMs);
    case 'mqtts':
      return connectTls(address, handler, timeoutMs);
    case 'ws':
    case 'wss':
      return connectWebSocket(address, handler, timeoutMs);
    case 'unix':
      return connectUnix(address.socketPath, handler, timeoutMs);
  }
}
