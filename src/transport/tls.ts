import { dial, type DialTarget } from './dial.ts';
import { hostAndPort } from './socket-facts.ts';
import { SocketTransport } from './socket-transport.ts';
import type { Transport, TransportHandler } from './transport.ts';

export function connectTls(
  target: DialTarget,
  handler: TransportHandler,
  connectTimeoutMs: number,
): Transport {
  const transport = new SocketTransport(hostAndPort(target.host, target.port));
  transport.begin(handler, connectTimeoutMs);
  transport.attempt(() =>
    dial(target, {
      onStage: (lower, stage) => transport.adoptLower(lower, stage),
      onReady: (stream, lower) => transport.adoptOpen(stream, lower),
      onFailed: (error) => transport.gone(error),
    }),
  );
  return transport;
}
