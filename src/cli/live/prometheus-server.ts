import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BenchError, messageOf } from '../../base/errors.ts';
import { PROMETHEUS_CONTENT_TYPE } from '../../metrics/export/prometheus.ts';

const CONNECTIONS_MAX = 16;
const TIMEOUT_MS = 5_000;
const HEADERS_MAX_BYTES = 8 * 1024;

export interface PrometheusServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves GET /metrics and nothing else. Throws a BenchError where the address cannot be had. */
export async function servePrometheus(
  { host, port }: { readonly host: string; readonly port: number },
  metrics: () => string,
): Promise<PrometheusServer> {
  const server = createServer(
    {
      maxHeaderSize: HEADERS_MAX_BYTES,
      headersTimeout: TIMEOUT_MS,
      requestTimeout: TIMEOUT_MS,
      keepAliveTimeout: TIMEOUT_MS,
    },
    (request, response) => answer(request, response, metrics),
  );
  server.maxConnections = CONNECTIONS_MAX;
  // A run that is over ends the process, whoever is connected here.
  server.unref();
  await listening(server, host, port);
  const { address, family, port: given } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${given}/metrics`,
    close: () => closed(server),
  };
}

function answer(request: IncomingMessage, response: ServerResponse, metrics: () => string): void {
  request.resume();
  const path = (request.url ?? '').replace(/\?.*$/su, '');
  if (path !== '/metrics') end(response, 404, 'here is /metrics\n');
  else if (request.method !== 'GET') end(response, 405, 'GET only\n');
  else {
    response.writeHead(200, { 'content-type': PROMETHEUS_CONTENT_TYPE, 'cache-control': 'no-store' });
    response.end(metrics());
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    ...(status === 405 ? { allow: 'GET' } : {}),
  });
  response.end(text);
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new BenchError('environment', 'cannot-listen', `--prometheus: cannot listen: ${messageOf(cause)}`, {
          hint: 'name another port; 0 lets the system choose one',
          cause,
        }),
      );
    });
    server.listen(port, host, () => resolve());
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
