import type { Argv } from 'yargs';

/** Where figures go while a run lasts. */
export function withLive<T>(yargs: Argv<T>) {
  return yargs
    .option('prometheus', {
      type: 'string',
      requiresArg: true,
      describe:
        'Serve /metrics for Prometheus while it runs, at [host:]port; the host is 127.0.0.1 if none is named',
    })
    .option('otlp', {
      type: 'string',
      requiresArg: true,
      describe:
        'Send metrics by OTLP/HTTP to this URL while it runs; env: to OTEL_EXPORTER_OTLP_ENDPOINT. OTEL_EXPORTER_OTLP_HEADERS is sent along',
    });
}
