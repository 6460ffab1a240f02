import type { CapacityReport } from '../../results/capacity.ts';

/** `capacity.json`: the model as it is, for machines. */
export function renderCapacityJson(report: CapacityReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
