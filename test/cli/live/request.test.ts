import test from 'ava';
import { BenchError } from '../../../src/base/errors.ts';
import { liveRequest } from '../../../src/cli/live/request.ts';

test('nothing is wanted unless it is said, whatever the environment has', (t) => {
  t.deepEqual(liveRequest({}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }), {});
});

test('Prometheus is served on this machine alone unless an address is named', (t) => {
  const at = (prometheus: string) => liveRequest({ prometheus }, {}).prometheus;
  t.deepEqual(at('9464'), { host: '127.0.0.1', port: 9464 });
  t.deepEqual(at('0.0.0.0:0'), { host: '0.0.0.0', port: 0 });
  t.deepEqual(at('[::1]:9464'), { host: '::1', port: 9464 });
});

test('the path of metrics is added to an endpoint', (t) => {
  const to = (otlp: string, env = {}) => liveRequest({ otlp }, env).otlp?.url;
  t.is(to('http://collector:4318'), 'http://collector:4318/v1/metrics');
  t.is(to('https://collector/otlp/'), 'https://collector/otlp/v1/metrics');
  t.is(to('http://collector:4318/v1/metrics'), 'http://collector:4318/v1/metrics');
  t.is(to('env', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }), 'http://c:4318/v1/metrics');
  t.is(to('env', { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://c:4318/own' }), 'http://c:4318/own');
});

test('headers come from the environment, percent-decoded; those for metrics win', (t) => {
  const env = {
    OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20abc=, x-tenant=one',
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-tenant=two',
  };
  t.deepEqual(liveRequest({ otlp: 'http://c' }, env).otlp?.headers, {
    authorization: 'Basic abc=',
    'x-tenant': 'two',
  });
});

const refuses = test.macro({
  exec: (t, given: Parameters<typeof liveRequest>[0], env: Record<string, string>) => {
    const error = t.throws(() => liveRequest(given, env), { instanceOf: BenchError });
    t.is(error.kind, 'usage');
    t.truthy(error.hint);
    t.false(`${error.message}${error.hint ?? ''}`.includes('s3cret'));
  },
  title: (title) => `${title ?? ''} is refused, with a hint and without a secret`,
});

test('a port beyond 65535', refuses, { prometheus: '65536' }, {});
test('an address without a port', refuses, { prometheus: '0.0.0.0' }, {});
test('a receiver that is no URL', refuses, { otlp: 'collector:4318' }, {});
test('a receiver of another scheme', refuses, { otlp: 'ftp://u:s3cret@collector' }, {});
test('a receiver with credentials', refuses, { otlp: 'http://u:s3cret@collector' }, {});
test('an environment without a receiver', refuses, { otlp: 'env' }, {});
test('a header without a name', refuses, { otlp: 'http://c' }, { OTEL_EXPORTER_OTLP_HEADERS: 's3cret' });
test(
  'a header over two lines',
  refuses,
  { otlp: 'http://c' },
  { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=s3cret%0d%0ax: y' },
);
