import { connect } from 'node:net';
import { tcpOptions, type DialTarget } from './dial.ts';
import { hostAndPort } from './socket-facts.ts';
import { SocketTransport } from './socket-transport.ts';
import type { Transport, TransportHandler } from './transport.ts';

export function connectTcp(
  target: DialTarget,
  handler: TransportHandler,
  connectTimeoutMs: number,
): Transport {
  const transport = new SocketTransport(hostAndPort(target.host, target.port));
  transport.begin(handler, connectTimeoutMs);
  transport.attempt(() =>
    transport.adoptConnecting(connect({ ...tcpOptions(target), onread: transport.onread })),
  );
  return transport;
}
