/** CPU time and memory of another process, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** `/proc/<pid>/stat` counts in these. */
const TICK_MS = 10;

/**
 * User and system time of a process so far. Threads are read one by one because only their files count in nanoseconds; a
 * thread that has ended keeps the time it had when it was last seen.
 */
export class CpuMeter {
  readonly #pid: number;
  readonly #threads = new Map<string, number>();

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Milliseconds of CPU time; what was last known once the process is gone. */
  readMs(): number {
    const folder = `/proc/${this.#pid}/task`;
    try {
      for (const thread of readdirSync(folder)) this.#threads.set(thread, threadMs(`${folder}/${thread}`));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    let sum = 0;
    for (const ms of this.#threads.values()) sum += ms;
    return sum;
  }
}

/** Resident bytes; undefined once the process is gone. */
export function residentBytes(pid: number): number | undefined {
  try {
    const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match === null ? undefined : Number(match[1]) * 1024;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function threadMs(folder: string): number {
  try {
    return Number(readFileSync(`${folder}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  const stat = readFileSync(`${folder}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function isGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ESRCH';
}
