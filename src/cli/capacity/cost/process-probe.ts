import { BenchError } from '../../../base/errors.ts';
import type { CostProbe } from './cost-probe.ts';
import { CpuMeter, residentBytes } from './process-figures.ts';

/** Reads a process of this machine. Throws a BenchError where there is none to read. */
export function processProbe(pid: number): CostProbe {
  if (residentBytes(pid) === undefined)
    throw new BenchError('usage', 'bad-option', `there is no process ${pid} to read under /proc`, {
      hint: '--target-pid needs the broker’s process on this machine, and Linux',
    });
  const cpu = new CpuMeter(pid);
  return {
    source: 'process',
    read: () => {
      const memoryBytes = residentBytes(pid);
      return Promise.resolve(memoryBytes === undefined ? {} : { cpuMs: cpu.readMs(), memoryBytes });
    },
    notes: () => [
      `the target’s CPU time and memory are those of process ${pid} with all its threads, without child processes; it shared this machine with the load generator`,
    ],
    close: () => Promise.resolve(),
  };
}
