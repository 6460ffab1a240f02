import { checked, mapped, type Kind } from '../kinds/kind.ts';
import { list, object, oneOrMany } from '../kinds/collections.ts';
import { boolean, template, text } from '../kinds/scalars.ts';
import type { Reader } from '../reader.ts';
import type { SourceNode } from '../source-tree.ts';
import { parseTargetUrl, type TargetUrl } from '../target-url.ts';
import type { TargetSpec, TlsSpec } from '../types.ts';

const URLS_MAX = 1_000;
const CLIENT_FILE_NAMES = ['index', 'client', 'group', 'row'] as const;

export const tls: Kind<TlsSpec> = object<TlsSpec>(
  { what: '`tls`' },
  {
    ca: {
      kind: text({ lengthMin: 1 }),
      description: 'File with the trusted certificate authorities, PEM; the system’s where absent.',
    },
    cert: {
      kind: template(CLIENT_FILE_NAMES),
      description: 'File with the client certificate, PEM; may differ by ${index}.',
    },
    key: {
      kind: template(CLIENT_FILE_NAMES),
      description: 'File with the private key of the client certificate, PEM.',
    },
    serverName: {
      kind: text({ lengthMin: 1 }),
      description: 'Name for Server Name Indication and verification.',
    },
    alpn: {
      kind: list(text({ lengthMin: 1, lengthMax: 255 }), { max: 10, what: 'protocol names' }),
      description: 'Protocols offered in ALPN.',
    },
    insecure: { kind: boolean, description: 'True: the server is not verified. The report says so.' },
  },
);

const url: Kind<TargetUrl> = mapped(
  text({ expects: 'a URL', numbers: false, lengthMin: 1 }),
  (value, node, reader) => {
    const parsed = parseTargetUrl(value);
    if (parsed.ok) return parsed.target;
    reader.report(
      'bad-url',
      node.span,
      parsed.message,
      parsed.hint === undefined ? undefined : `for example \`${parsed.hint}\``,
    );
    return undefined;
  },
);

interface TargetMap {
  readonly url?: TargetUrl;
  readonly urls?: readonly TargetUrl[];
  readonly username?: string;
  readonly password?: string;
  readonly tls?: TlsSpec;
  readonly profile?: string;
}

const urls = list(url, { max: URLS_MAX, what: 'URLs' });

const targetMap: Kind<TargetMap> = object<TargetMap>(
  {
    what: '`target`',
    short: mapped(oneOrMany(url, { max: URLS_MAX, what: 'URLs' }), (several): TargetMap => ({
      urls: several,
    })),
  },
  {
    url: { kind: url, description: 'Where the broker is: mqtt, mqtts, ws, wss or unix.' },
    urls: {
      kind: urls,
      description: 'One URL for each node of a cluster; clients are spread over them round robin.',
    },
    username: { kind: text(), description: 'User name of clients that have none of their own.' },
    password: { kind: text(), description: 'Password that goes with `username`.' },
    tls: { kind: tls, description: 'TLS for mqtts and wss.' },
    profile: {
      kind: text({ lengthMin: 1 }),
      description: 'Name of the profile that declares what this broker can and cannot do.',
    },
  },
);

/** The broker under test. */
export const target: Kind<TargetSpec> = mapped(checked(targetMap, hasUrlsOnce), (value) => {
  const several = value.urls ?? (value.url === undefined ? [] : [value.url]);
  const inUrl = several.find((each) => each.username !== undefined || each.password !== undefined);
  const username = value.username ?? inUrl?.username;
  const password = value.password ?? inUrl?.password;
  return {
    urls: several.map((each) => each.url),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(value.tls === undefined ? {} : { tls: value.tls }),
    ...(value.profile === undefined ? {} : { profile: value.profile }),
  };
});

function hasUrlsOnce(value: TargetMap, node: SourceNode, reader: Reader): boolean {
  if (value.url !== undefined && value.urls !== undefined)
    reader.report('conflicting-keys', reader.keySpanOf(value, 'urls'), '`url` and `urls` exclude each other');
  else if (value.url !== undefined || value.urls !== undefined) return true;
  else
    reader.report(
      'missing-key',
      { start: node.span.start, end: node.span.start + 1 },
      '`target` needs `url` or `urls`',
    );
  return false;
}
