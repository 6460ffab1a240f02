import { BenchError } from '../../base/errors.ts';
import { redactUrl } from '../../transport/parse-address.ts';

/** Options of live export as yargs hands them over. */
export interface LiveArguments {
  readonly prometheus?: string | undefined;
  readonly otlp?: string | undefined;
}

export interface OtlpTarget {
  readonly url: string;
  /** Often secrets: never shown. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Where figures go; nowhere where both are absent. */
export interface LiveRequest {
  readonly prometheus?: { readonly host: string; readonly port: number };
  readonly otlp?: OtlpTarget;
}

type Env = Readonly<Record<string, string | undefined>>;

const PORT_MAX = 65_535;
const HEADERS_MAX = 50;
const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const METRICS_ENDPOINT = 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT';
const HEADERS = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_METRICS_HEADERS'];

/** Throws a BenchError for an address or a header that is none; without values, which may be secrets. */
export function liveRequest({ prometheus, otlp }: LiveArguments, env: Env): LiveRequest {
  return {
    ...(prometheus === undefined ? {} : { prometheus: listenAddress(prometheus) }),
    ...(otlp === undefined ? {} : { otlp: { url: endpoint(otlp, env), headers: headersOf(env) } }),
  };
}

function listenAddress(text: string): { host: string; port: number } {
  const [, bracketed, plain, digits = ''] =
    /^(?:\[([\da-f:.]+)\]:|([^:[\]\s]+):)?(\d{1,5})$/iu.exec(text) ?? [];
  const port = digits === '' ? Number.NaN : Number(digits);
  if (port <= PORT_MAX) return { host: bracketed ?? plain ?? '127.0.0.1', port };
  throw new BenchError('usage', 'bad-option', '--prometheus needs a port, or an address and a port', {
    hint: '--prometheus 9464, --prometheus 0.0.0.0:9464 or --prometheus [::1]:9464; 0 lets the system choose a port',
  });
}

/** As the specification of OTLP has it: the path of metrics is added to an endpoint, and not to one for metrics alone. */
function endpoint(option: string, env: Env): string {
  if (option !== 'env') return withPath(readUrl(option, '--otlp'));
  const own = env[METRICS_ENDPOINT] ?? '';
  if (own !== '') return readUrl(own, METRICS_ENDPOINT).href;
  const text = env[ENDPOINT] ?? '';
  if (text !== '') return withPath(readUrl(text, ENDPOINT));
  throw new BenchError('usage', 'bad-option', `--otlp env: the environment has no ${ENDPOINT}`, {
    hint: 'set it, or name the receiver: --otlp http://localhost:4318',
  });
}

function withPath(url: URL): string {
  if (/\/v1\/metrics\/?$/u.test(url.pathname)) return url.href;
  url.pathname = `${url.pathname.replace(/\/+$/u, '')}/v1/metrics`;
  return url.href;
}

function readUrl(text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/u.test(url.protocol))
    throw new BenchError('usage', 'bad-option', `${what}: ${redactUrl(text)} is no http:// or https:// URL`, {
      hint: 'for example http://localhost:4318, where a collector listens',
    });
  if (url.username === '' && url.password === '') return url;
  throw new BenchError('usage', 'bad-option', `${what}: credentials do not belong into the URL`, {
    hint: 'give them in the environment: OTEL_EXPORTER_OTLP_HEADERS="authorization=Basic%20…"',
  });
}

/** `name=value,name=value`, values percent-encoded. */
function headersOf(env: Env): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const variable of HEADERS) {
    const pairs = (env[variable] ?? '').split(',').filter((pair) => pair.trim() !== '');
    for (const pair of pairs.slice(0, HEADERS_MAX)) {
      const [name, value] = readHeader(pair, variable);
      headers[name] = value;
    }
  }
  return headers;
}

function readHeader(pair: string, variable: string): [name: string, value: string] {
  const at = pair.indexOf('=');
  const name = pair.slice(0, Math.max(0, at)).trim().toLowerCase();
  const value = decoded(pair.slice(at + 1).trim());
  if (/^[\w!#$%&'*+.^`|~-]+$/u.test(name) && value !== undefined && /^[\t\u0020-\u007e]*$/u.test(value))
    return [name, value];
  throw new BenchError('usage', 'bad-option', `${variable} has an entry that is no header`, {
    hint: 'it is a list of name=value with commas between them; values are percent-encoded',
  });
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
