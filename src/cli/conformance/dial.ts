import { readFileSync } from 'node:fs';
import { BenchError, messageOf } from '../../base/errors.ts';
import type { Dial } from '../../conformance/context.ts';
import { ANONYMOUS, type DeclaredPrincipal } from '../../conformance/principals.ts';
import type { WebSocketTarget } from '../../conformance/websocket.ts';
import type { TlsOptions, TransportAddress } from '../../transport/address.ts';
import { connectTransport } from '../../transport/connect.ts';
import { completeAddress, parseTargetUrl, redactUrl } from '../../transport/parse-address.ts';
import type { ConformanceArguments } from './request.ts';

export interface DialledTarget {
  readonly dial: Dial;
  /** Without credentials. */
  readonly name: string;
  /** Whom clients usually are. */
  readonly principal: DeclaredPrincipal | undefined;
  readonly principals: readonly DeclaredPrincipal[];
  /** The target itself where it is reached over WebSocket, or what the profile says of it there. */
  readonly webSocket: WebSocketTarget | undefined;
}

/** Somebody with a certificate of his own, in PEM. */
export interface LoadedPrincipal extends DeclaredPrincipal {
  readonly tls?: Pick<TlsOptions, 'cert' | 'key'>;
}

/** What of a profile is about connections. */
export interface DialledProfile {
  readonly webSocketUrl: string | undefined;
  readonly principal: LoadedPrincipal | undefined;
  readonly principals: readonly LoadedPrincipal[];
}

type Env = Readonly<Record<string, string | undefined>>;

/** How to reach the target: TLS files are read here, once. Throws a BenchError for a bad URL or file. */
export function dialTarget(
  url: string,
  given: ConformanceArguments,
  env: Env,
  profile: DialledProfile,
): DialledTarget {
  const own = profile.principal?.tls;
  const tls = { ...own, ...tlsOf(given) };
  const parsed = parsedUrl('--target', url);
  const address = completeAddress(parsed.address, { tls });
  const username = given.username ?? env['MQTT_BENCH_USERNAME'] ?? parsed.username;
  const password = given.password ?? env['MQTT_BENCH_PASSWORD'] ?? parsed.password;
  const dialled = ({ tls: other = own && {}, ...principal }: LoadedPrincipal): DeclaredPrincipal => {
    if (other === undefined) return principal;
    const alone = completeAddress(parsed.address, { tls: { ...tlsOf(given), ...other } });
    return { ...principal, dial: (handler) => connectTransport(alone, handler) };
  };
  return {
    dial: (handler) => connectTransport(address, handler),
    name: redactUrl(url),
    principal: principalOf(username, password) ?? profile.principal,
    principals: profile.principals.map(dialled),
    webSocket: webSocketOf(address) ?? besides(profile.webSocketUrl, tls),
  };
}

function parsedUrl(
  what: string,
  url: string,
): Extract<ReturnType<typeof parseTargetUrl>, { readonly ok: true }> {
  const parsed = parseTargetUrl(url);
  if (parsed.ok) return parsed;
  throw new BenchError('usage', 'bad-target', `${what}: ${parsed.problem}`, { hint: parsed.hint });
}

/** Where the profile says that the target takes WebSockets. */
function besides(url: string | undefined, tls: TlsOptions): WebSocketTarget | undefined {
  if (url === undefined) return undefined;
  const { address } = parsedUrl('`websocket` of the profile', url);
  const target = webSocketOf(completeAddress(address, { tls }));
  if (target !== undefined) return target;
  throw new BenchError('usage', 'bad-target', '`websocket` of the profile needs a ws or wss URL');
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

/** Whoever the command line names: what the profile declares of its own principal does not hold for him. */
function principalOf(
  username: string | undefined,
  password: string | undefined,
): DeclaredPrincipal | undefined {
  if (username === undefined && password === undefined) return undefined;
  return {
    ...ANONYMOUS,
    name: username ?? 'clients without a user name',
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
