import { readFileSync } from 'node:fs';
import { BenchError, messageOf } from '../../base/errors.ts';
import type { Dial } from '../../conformance/context.ts';
import type { Principal } from '../../conformance/facts.ts';
import type { WebSocketTarget } from '../../conformance/websocket.ts';
import type { TlsOptions, TransportAddress } from '../../transport/address.ts';
import { connectTransport } from '../../transport/connect.ts';
import { completeAddress, parseTargetUrl, redactUrl } from '../../transport/parse-address.ts';
import type { ConformanceArguments } from './request.ts';

export interface DialledTarget {
  readonly dial: Dial;
  /** Without credentials. */
  readonly name: string;
  readonly principal: Principal | undefined;
  /** The target itself, where it is reached over WebSocket. */
  readonly webSocket: WebSocketTarget | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/** How to reach the target: TLS files are read here, once. Throws a BenchError for a bad URL or file. */
export function dialTarget(
  url: string,
  given: ConformanceArguments,
  env: Env,
  usual: Principal | undefined,
): DialledTarget {
  const parsed = parseTargetUrl(url);
  if (!parsed.ok)
    throw new BenchError('usage', 'bad-target', `--target: ${parsed.problem}`, { hint: parsed.hint });
  const address = completeAddress(parsed.address, { tls: tlsOf(given) });
  const username = given.username ?? env['MQTT_BENCH_USERNAME'] ?? parsed.username;
  const password = given.password ?? env['MQTT_BENCH_PASSWORD'] ?? parsed.password;
  return {
    dial: (handler) => connectTransport(address, handler),
    name: redactUrl(url),
    principal: principalOf(username, password) ?? usual,
    webSocket: webSocketOf(address),
  };
}

/** The connection below a WebSocket, for cases that make frames by hand. */
function webSocketOf(address: TransportAddress): WebSocketTarget | undefined {
  if (address.protocol !== 'ws' && address.protocol !== 'wss') return undefined;
  const { host, port, path } = address;
  const lower: TransportAddress =
    address.protocol === 'ws'
      ? { protocol: 'mqtt', host, port }
      : { protocol: 'mqtts', host, port, tls: address.tls };
  return {
    dial: (handler) => connectTransport(lower, handler),
    host: `${host.includes(':') ? `[${host}]` : host}:${port}`,
    path: path.startsWith('/') ? path : `/${path}`,
  };
}

function principalOf(username: string | undefined, password: string | undefined): Principal | undefined {
  if (username === undefined && password === undefined) return undefined;
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: Buffer.from(password) }),
  };
}

function tlsOf({ ca, cert, key, insecure, serverName, alpn }: ConformanceArguments): TlsOptions {
  return {
    ...(serverName === undefined ? {} : { serverName }),
    ...(alpn === undefined ? {} : { alpnProtocols: alpn }),
    ...(ca === undefined ? {} : { ca: [readPem('--ca', ca)] }),
    ...(cert === undefined ? {} : { cert: readPem('--cert', cert) }),
    ...(key === undefined ? {} : { key: readPem('--key', key) }),
    ...(insecure ? { insecure } : {}),
  };
}

function readPem(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BenchError('usage', 'cannot-read', `${option} ${path}: ${messageOf(cause)}`, { cause });
  }
}
