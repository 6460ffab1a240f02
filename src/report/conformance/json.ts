import type { ConformanceReport } from '../../results/conformance.ts';

/** `conformance.json`: the model as it is, for machines. */
export function renderConformanceJson(report: ConformanceReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
