import type { Results } from '../results/model.ts';

/** `results.json`: the model as it is, for machines. Controls characters are escaped by JSON itself. */
export function renderJson(results: Results): string {
  return `${JSON.stringify(results, null, 2)}\n`;
}
