import { timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { BenchError, messageOf } from '../../base/errors.ts';
import type { Authenticate } from '../../broker/auth/authentication.ts';
import { startBroker } from '../../broker/start.ts';
import type { RunningBroker } from '../../broker/start.ts';
import type { ListenAddress, ServerTlsOptions } from '../../transport/listen-address.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';

export interface BrokerArguments {
  readonly host: string;
  readonly port: string;
  readonly tlsPort?: string | undefined;
  readonly wsPort?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly ca?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

const DEFAULT_TLS_PORT = '8883';
const SYS_INTERVAL_MS = 10_000;

/** Prints where it listens, one URL a line, and serves until SIGINT or SIGTERM. */
export async function broker(given: BrokerArguments, io: Io): Promise<ExitCode> {
  const running = await start(given, io);
  for (const url of running.urls) io.out(`${url}\n`);
  io.err('serving; SIGINT (Ctrl-C) ends it\n');
  await interrupted(io.signal);
  await running.close();
  return EXIT.pass;
}

async function start(given: BrokerArguments, io: Io): Promise<RunningBroker> {
  const authenticate = authentication(given, io);
  const listeners = listenAddresses(given);
  try {
    return await startBroker({ listeners, authenticate, sysIntervalMs: SYS_INTERVAL_MS });
  } catch (cause) {
    throw new BenchError('usage', 'cannot-listen', `the broker cannot listen: ${messageOf(cause)}`, {
      hint: 'another program may use that port; --port 0 lets the system choose a free one',
      cause,
    });
  }
}

/** The listeners that the options ask for; MQTT over TCP is always there. */
export function listenAddresses(given: BrokerArguments): ListenAddress[] {
  const { host } = given;
  const tls = serverTls(given);
  const tlsPort = given.tlsPort ?? (tls === undefined ? undefined : DEFAULT_TLS_PORT);
  if (tlsPort !== undefined && tls === undefined) throw usage('--tls-port needs --tls-cert and --tls-key');
  return [
    { protocol: 'mqtt', host, port: parsePort('--port', given.port) },
    ...(tls === undefined || tlsPort === undefined
      ? []
      : [{ protocol: 'mqtts' as const, host, port: parsePort('--tls-port', tlsPort), tls }]),
    ...(given.wsPort === undefined
      ? []
      : [{ protocol: 'ws' as const, host, port: parsePort('--ws-port', given.wsPort) }]),
  ];
}

function serverTls({ tlsCert, tlsKey, ca }: BrokerArguments): ServerTlsOptions | undefined {
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw usage('--tls-cert and --tls-key belong together');
  if (tlsCert === undefined || tlsKey === undefined) {
    if (ca !== undefined) throw usage('--ca needs --tls-cert and --tls-key');
    return undefined;
  }
  return {
    cert: readFile(tlsCert),
    key: readFile(tlsKey),
    ...(ca !== undefined && { ca: [readFile(ca)], requestClientCertificate: true }),
  };
}

function authentication({ username, password: given }: BrokerArguments, io: Io): Authenticate | undefined {
  const password = given ?? io.env['MQTT_BENCH_PASSWORD'];
  if (username === undefined) {
    if (given !== undefined) throw usage('--password needs --username');
    return undefined;
  }
  const wanted = Buffer.from(password ?? '');
  return (credentials) => {
    const isRight =
      credentials.username === username && isSame(wanted, credentials.password ?? new Uint8Array());
    return isRight
      ? { ok: true, username }
      : { ok: false, reason: 'bad-credentials', message: 'bad user name or password' };
  };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function parsePort(option: string, text: string): number {
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw usage(`${option} needs a port from 0 to 65535, not ${text}`);
  return port;
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BenchError('usage', 'unreadable-file', `cannot read ${path}: ${messageOf(cause)}`, { cause });
  }
}

function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function usage(message: string): BenchError {
  return new BenchError('usage', 'bad-option', message);
}
