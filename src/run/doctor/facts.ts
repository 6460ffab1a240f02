import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';

/** What a machine has for a run. What the system does not tell is absent. */
export interface MachineFacts {
  readonly platform: string;
  readonly cpuCount: number;
  readonly memoryAvailableBytes: number;
  readonly descriptors?: { readonly used: number; readonly soft: number; readonly hard: number };
  /** Ports that the system gives to outgoing connections. */
  readonly ephemeralPorts?: { readonly first: number; readonly last: number };
  /** How late a timer of 1 ms comes, half of the times; measured. */
  readonly timerLateUs?: number;
}

/** Looks at this machine and this process. */
export function machineFacts(): MachineFacts {
  const descriptors = descriptorFacts();
  const ephemeralPorts = portFacts();
  return {
    platform: process.platform,
    cpuCount: availableParallelism(),
    memoryAvailableBytes: memoryAvailable(),
    ...(descriptors === undefined ? {} : { descriptors }),
    ...(ephemeralPorts === undefined ? {} : { ephemeralPorts }),
  };
}

/** {@link MachineFacts.timerLateUs} of an event loop that has nothing else to do; takes a tenth of a second. */
export async function measureTimerLateUs(): Promise<number> {
  const latesUs: number[] = [];
  for (let i = 0; i < TIMER_SAMPLES; i += 1) {
    const beganMs = performance.now();
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
    latesUs.push((performance.now() - beganMs - 1) * 1000);
  }
  return Math.max(0, latesUs.sort((a, b) => a - b)[TIMER_SAMPLES >>> 1] ?? 0);
}

const TIMER_SAMPLES = 41;

/** File descriptors of this process: in use, and how many it may have. */
export function descriptorFacts(): MachineFacts['descriptors'] {
  const limits = /^Max open files\s+(\d+|unlimited)\s+(\d+|unlimited)/mu.exec(
    read('/proc/self/limits') ?? '',
  );
  if (limits === null) return undefined;
  const number = (text: string | undefined): number =>
    text === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(text);
  return { used: entries('/proc/self/fd'), soft: number(limits[1]), hard: number(limits[2]) };
}

function portFacts(): MachineFacts['ephemeralPorts'] {
  const range = /^(\d+)\s+(\d+)/u.exec(read('/proc/sys/net/ipv4/ip_local_port_range') ?? '');
  return range === null ? undefined : { first: Number(range[1]), last: Number(range[2]) };
}

/** What can be taken without paging; within a container, no more than that allows. */
function memoryAvailable(): number {
  const available = /^MemAvailable:\s+(\d+) kB/mu.exec(read('/proc/meminfo') ?? '')?.[1];
  const host = available === undefined ? freemem() : Number(available) * 1024;
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(host, allowed) : host;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function entries(path: string): number {
  try {
    return readdirSync(path).length;
  } catch {
    return 0;
  }
}
