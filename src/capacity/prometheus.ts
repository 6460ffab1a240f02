/** The text format of Prometheus, as far as a few metrics of a broker are concerned. */

/** An endpoint that answers with more is not read further. */
export const PROMETHEUS_BYTES_MAX = 8 * 1024 * 1024;

/** `name{labels} value [timestamp]`; labels may hold anything but a line feed. */
const SAMPLE =
  /^(?<name>[a-zA-Z_:][\w:]*)(?:\{.*\})?\s+(?<value>[+-]?[\d.]+(?:[eE][+-]?\d+)?)(?:\s+-?\d+)?\s*$/u;

interface Source {
  readonly name: string;
  readonly scale: number;
}

/** The broker's CPU time so far, in ms; the first that is there counts. */
const CPU: readonly Source[] = [
  { name: 'process_cpu_seconds_total', scale: 1_000 },
  { name: 'com_hivemq_system_process_cpu_time', scale: 1e-6 },
];

/** Memory in bytes; the first that is there counts. EMQX only tells that of its whole machine. */
const MEMORY: readonly Source[] = [
  { name: 'process_resident_memory_bytes', scale: 1 },
  { name: 'vm_memory_total', scale: 1 },
  { name: 'emqx_vm_used_memory', scale: 1 },
];

export interface PrometheusReading {
  readonly cpuMs?: number;
  readonly memoryBytes?: number;
  /** Names of the metrics that were read. */
  readonly names: readonly string[];
}

/** Metrics of several nodes or labels are added up. What cannot be read is absent; never throws. */
export function readPrometheus(text: string): PrometheusReading {
  const sums = new Map<string, number>();
  const wanted = new Set([...CPU, ...MEMORY].map(({ name }) => name));
  for (const line of text.slice(0, PROMETHEUS_BYTES_MAX).split('\n')) {
    const end = line.search(/[\s{]/u);
    if (end < 1 || !wanted.has(line.slice(0, end))) continue;
    const { name, value } = SAMPLE.exec(line)?.groups ?? {};
    const read = Number(value);
    if (name !== undefined && Number.isFinite(read) && read >= 0)
      sums.set(name, (sums.get(name) ?? 0) + read);
  }
  const cpu = CPU.find(({ name }) => sums.has(name));
  const memory = MEMORY.find(({ name }) => sums.has(name));
  return {
    ...(cpu !== undefined && { cpuMs: (sums.get(cpu.name) ?? 0) * cpu.scale }),
    ...(memory !== undefined && { memoryBytes: (sums.get(memory.name) ?? 0) * memory.scale }),
    names: [cpu, memory].flatMap((one) => (one === undefined ? [] : [one.name])),
  };
}
