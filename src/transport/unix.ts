import { connect } from 'node:net';
import { SocketTransport } from './socket-transport.ts';
import type { Transport, TransportHandler } from './transport.ts';

/** Connects to a Unix domain socket. It knows no reset: `reset` just closes it at once. */
export function connectUnix(
  socketPath: string,
  handler: TransportHandler,
  connectTimeoutMs: number,
): Transport {
  const transport = new SocketTransport(socketPath);
  transport.begin(handler, connectTimeoutMs);
  transport.attempt(() =>
    transport.adoptConnecting(connect({ path: socketPath, allowHalfOpen: true, onread: transport.onread })),
  );
  return transport;
}
