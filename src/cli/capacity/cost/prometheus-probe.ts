import { BenchError, messageOf } from '../../../base/errors.ts';
import {
  PROMETHEUS_BYTES_MAX,
  readPrometheus,
  type PrometheusReading,
} from '../../../capacity/prometheus.ts';
import { redactUrl } from '../../../transport/parse-address.ts';
import type { CostProbe, CostReading } from './cost-probe.ts';

const TIMEOUT_MS = 5_000;
/** Closer readings cost the target more than they tell. */
const INTERVAL_MS = 1_000;

/** Reads a Prometheus endpoint. Rejects with a BenchError where it does not answer, or tells nothing of use. */
export async function prometheusProbe(address: string): Promise<CostProbe> {
  const url = new URL(address);
  const headers = authorization(url);
  const first = await fetched(url, headers).catch((error: unknown) => {
    throw new BenchError('usage', 'no-metrics', `cannot read ${redactUrl(address)}: ${messageOf(error)}`);
  });
  if (first.names.length === 0)
    throw new BenchError('usage', 'no-metrics', `${redactUrl(address)} tells neither CPU time nor memory`, {
      hint: 'process_cpu_seconds_total and process_resident_memory_bytes are looked for, and names of HiveMQ, VerneMQ and EMQX',
    });
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    source: 'prometheus',
    read: async (): Promise<CostReading> => {
      const nowMs = performance.now();
      if (nowMs - lastMs < INTERVAL_MS) return {};
      lastMs = nowMs;
      return fetched(url, headers).catch(() => ({}));
    },
    notes: () => [
      `the target’s cost was read from ${redactUrl(address)}: ${first.names.join(', ')}`,
      ...(first.names.includes('emqx_vm_used_memory')
        ? ['emqx_vm_used_memory is the memory of the whole machine, not of the broker alone']
        : []),
    ],
    close: () => Promise.resolve(),
  };
}

/** fetch() takes no credentials within a URL. */
function authorization(url: URL): Record<string, string> {
  if (url.username === '') return {};
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

async function fetched(url: URL, headers: Record<string, string>): Promise<PrometheusReading> {
  const response = await fetch(url, {
    headers: { accept: 'text/plain', ...headers },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`HTTP ${response.status}`);
  }
  return readPrometheus(await bounded(response));
}

async function bounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  if (response.body === null) return text;
  // Leaving the loop ends the transfer.
  for await (const chunk of response.body) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > PROMETHEUS_BYTES_MAX) break;
  }
  return text;
}
