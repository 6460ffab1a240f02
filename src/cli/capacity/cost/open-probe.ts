import type { Job } from '../../run/prepare.ts';
import type { CapacityRequest } from '../request.ts';
import type { CostProbe } from './cost-probe.ts';
import { processProbe } from './process-probe.ts';

/** Undefined where nobody asked for it. Throws a BenchError where it cannot be read at all. */
export async function openProbe({ probe }: CapacityRequest, job: Job): Promise<CostProbe | undefined> {
  if (probe === undefined) return undefined;
  switch (probe.source) {
    case 'process':
      return processProbe(probe.pid);
    case 'prometheus': {
      const { prometheusProbe } = await import('./prometheus-probe.ts');
      return prometheusProbe(probe.url);
    }
    case '$SYS': {
      const { sysProbe } = await import('./sys-probe.ts');
      return sysProbe(job);
    }
  }
}
