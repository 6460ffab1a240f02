/** Target URLs: `mqtt mqtts ws wss` with a host, and `unix:///path`. Credentials are split out, so that no report shows them. */

export interface TargetUrl {
  /** Without credentials. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

export type TargetUrlResult =
  | { readonly ok: true; readonly target: TargetUrl }
  | { readonly ok: false; readonly message: string; readonly hint?: string };

const SCHEMES = 'mqtt://, mqtts://, ws://, wss:// or unix://';

/** Parses one URL as people write it; never throws. */
export function parseTargetUrl(text: string): TargetUrlResult {
  const written = text.trim();
  if (/^unix:\/\//u.test(written)) return parseUnixUrl(written);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//iu.exec(written)?.[1]?.toLowerCase();
  if (scheme === undefined)
    return { ok: false, message: `a target is a URL with ${SCHEMES}`, hint: `mqtt://${written}` };
  if (!['mqtt', 'mqtts', 'ws', 'wss'].includes(scheme))
    return { ok: false, message: `\`${scheme}://\` is no scheme of a target: it needs ${SCHEMES}` };
  return parseNetworkUrl(written, scheme);
}

function parseUnixUrl(written: string): TargetUrlResult {
  const path = written.slice('unix://'.length);
  if (path.startsWith('/') && path.length > 1) return { ok: true, target: { url: written } };
  return {
    ok: false,
    message: 'a unix socket is named by its absolute path',
    hint: 'unix:///run/broker.sock',
  };
}

function parseNetworkUrl(written: string, scheme: string): TargetUrlResult {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url === undefined) return { ok: false, message: 'this is not a well-formed URL' };
  if (url.hostname === '') return { ok: false, message: 'the URL names no host' };
  const isWebSocket = scheme.startsWith('ws');
  if (!isWebSocket && (url.pathname.length > 1 || url.search !== ''))
    return { ok: false, message: `a ${scheme}:// URL has no path: only ws:// and wss:// have one` };
  if (url.hash !== '') return { ok: false, message: 'a target URL has no #fragment' };
  const credentials = credentialsOf(url);
  if (credentials === undefined)
    return { ok: false, message: 'the credentials are not well-formed percent-encoding' };
  const port = url.port === '' ? '' : `:${url.port}`;
  // A path that is not written is the transport's choice, and the URL class would write one.
  const hasPath = /^[a-z]+:\/\/[^/?]*[/?]/iu.test(written);
  const path = isWebSocket && hasPath ? `${url.pathname}${url.search}` : '';
  return { ok: true, target: { url: `${scheme}://${url.hostname}${port}${path}`, ...credentials } };
}

function credentialsOf(url: URL): { username?: string; password?: string } | undefined {
  try {
    return {
      ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
      ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    };
  } catch {
    return undefined;
  }
}
