import type { TlsOptions, TransportAddress } from './address.ts';

type WithoutTls<T> = T extends unknown ? Omit<T, 'tls'> : never;

/** A transport address as a URL can say it: TLS material comes from elsewhere. */
export type TargetAddress = WithoutTls<TransportAddress>;

export interface ParsedTarget {
  readonly ok: true;
  readonly address: TargetAddress;
  /** From the URL's user information, percent-decoded. Kept apart so that an address can be printed. */
  readonly username?: string;
  readonly password?: string;
}

export interface TargetProblem {
  readonly ok: false;
  /** A sentence without any secret of the URL in it. */
  readonly problem: string;
  readonly hint: string;
}

const DEFAULT_PORTS = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 } as const;
const DEFAULT_WEBSOCKET_PATH = '/mqtt';

type NetworkProtocol = keyof typeof DEFAULT_PORTS;

/** Schemes that other tools use for the same thing. */
const KNOWN_AS: Readonly<Record<string, string>> = {
  tcp: 'mqtt',
  ssl: 'mqtts',
  tls: 'mqtts',
  'mqtt+ssl': 'mqtts',
  http: 'ws',
  https: 'wss',
  'mqtt+unix': 'unix',
};

/**
 * Reads the URL of a target: `mqtt://host[:1883]`, `mqtts://host[:8883]`, `ws://host[:80][/mqtt]`,
 * `wss://host[:443][/mqtt]` or `unix:///path`, each but the last with `user:password@` in front of the host.
 */
export function parseTargetUrl(url: string): ParsedTarget | TargetProblem {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return noScheme(url);
  if (scheme === 'unix') return parseUnix(url);
  if (isNetworkProtocol(scheme)) return parseNetwork(scheme, url);
  const meant = KNOWN_AS[scheme];
  return problem(
    `${scheme}:// is no scheme of a target`,
    meant === undefined ? 'use mqtt://, mqtts://, ws://, wss:// or unix://' : `did you mean ${meant}://?`,
  );
}

/** The URL for messages to people: user information and query, where secrets live, are replaced by `***`. */
export function redactUrl(url: string): string {
  // Greedy on purpose: a password with an unescaped `/`, `?` or `@` must not show either.
  const withoutUser = url.replace(
    /^([a-z][a-z0-9+.-]*:\/\/)?.*@/is,
    (_, scheme: string | undefined) => `${scheme ?? ''}***@`,
  );
  return withoutUser.replace(/\?.*$/s, '?***');
}

/** The complete address: `tls` is used by mqtts and wss, `sourceAddress` by all but unix. */
export function completeAddress(
  address: TargetAddress,
  rest: {
    readonly tls?: TlsOptions;
    readonly sourceAddress?: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
): TransportAddress {
  if (address.protocol === 'unix') return address;
  const { tls = {}, sourceAddress, headers } = rest;
  const from = sourceAddress === undefined ? {} : { sourceAddress };
  const http = headers === undefined ? {} : { headers };
  switch (address.protocol) {
    case 'mqtt':
      return { ...address, ...from };
    case 'mqtts':
      return { ...address, ...from, tls };
    case 'ws':
      return { ...address, ...from, ...http };
    case 'wss':
      return { ...address, ...from, ...http, tls };
  }
}

function noScheme(url: string): TargetProblem {
  return problem(`${redactUrl(url)} has no scheme`, `write mqtt://${redactUrl(url)}`);
}

function parseUnix(url: string): ParsedTarget | TargetProblem {
  const path = url.slice('unix://'.length);
  if (path.startsWith('/') && path.length > 1)
    return { ok: true, address: { protocol: 'unix', socketPath: decode(path) ?? path } };
  return problem(
    `${redactUrl(url)} has no absolute path of a socket`,
    'write three slashes: unix:///run/broker.sock',
  );
}

function parseNetwork(protocol: NetworkProtocol, url: string): ParsedTarget | TargetProblem {
  const parsed = urlOf(url);
  if (parsed === undefined || parsed.hostname === '') return unreadable(protocol, url);
  const wrong = misfitOf(protocol, parsed);
  if (wrong !== undefined) return wrong;
  const username = decode(parsed.username);
  const password = decode(parsed.password);
  if (username === undefined || password === undefined) return badEscape();
  return {
    ok: true,
    address: addressOf(protocol, parsed, url),
    ...(username !== '' && { username }),
    ...(password !== '' && { password }),
  };
}

function unreadable(protocol: string, url: string): TargetProblem {
  return problem(
    `${redactUrl(url)} is no valid URL of a target`,
    `write ${protocol}://host:port; percent-encode special characters in user name and password`,
  );
}

function badEscape(): TargetProblem {
  return problem(
    'the user name or password in the URL has a broken percent-escape',
    'write a literal % as %25',
  );
}

/** What the URL says that its protocol has no place for. */
function misfitOf(protocol: NetworkProtocol, parsed: URL): TargetProblem | undefined {
  if (parsed.port === '0')
    return problem('port 0 is no port to connect to', `the usual one is ${DEFAULT_PORTS[protocol]}`);
  if (parsed.hash !== '') return problem('a target has no #fragment', 'write a literal # as %23');
  if (isWebSocket(protocol)) return undefined;
  if (parsed.search !== '' || !['', '/'].includes(parsed.pathname)) {
    return problem(
      `${protocol}:// has no path and no query`,
      'paths are for ws:// and wss://; write a literal / as %2F, ? as %3F',
    );
  }
  return undefined;
}

function addressOf(protocol: NetworkProtocol, parsed: URL, url: string): TargetAddress {
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = parsed.port === '' ? DEFAULT_PORTS[protocol] : Number(parsed.port);
  if (!isWebSocket(protocol)) return { protocol, host, port };
  // URL adds a slash where there was none; one that was written means the root.
  const path = /^\w+:\/\/[^/?#]*\//.test(url) ? parsed.pathname : DEFAULT_WEBSOCKET_PATH;
  return { protocol, host, port, path: `${path}${parsed.search}` };
}

function isNetworkProtocol(scheme: string): scheme is NetworkProtocol {
  return Object.hasOwn(DEFAULT_PORTS, scheme);
}

function isWebSocket(protocol: NetworkProtocol): protocol is 'ws' | 'wss' {
  return protocol === 'ws' || protocol === 'wss';
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function problem(sentence: string, hint: string): TargetProblem {
  return { ok: false, problem: sentence, hint };
}
