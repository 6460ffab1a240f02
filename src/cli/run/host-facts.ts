import { arch, cpus, platform, release, totalmem } from 'node:os';
import type { HostFacts } from '../../results/model.ts';

/** Where the clients run. No host name and no user: reports are shared. */
export function hostFacts(): HostFacts {
  const processors = cpus();
  return {
    os: `${platform()} ${release()}`,
    arch: arch(),
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cpuCount: processors.length,
    memoryBytes: totalmem(),
    node: process.version,
  };
}
