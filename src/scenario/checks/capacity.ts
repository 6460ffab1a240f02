import type { ScenarioFile } from '../language/scenario.ts';
import { didYouMean } from '../nearest.ts';
import type { Reader } from '../reader.ts';

/** The load is a var that is a number, and the search goes upwards; with no thresholds every load would hold. */
export function checkCapacity(scenario: Partial<ScenarioFile>, reader: Reader): void {
  const { capacity } = scenario;
  if (capacity === undefined) return;
  const { search, from, to } = capacity;
  if (search !== undefined) checkSearch(search, capacity, reader);
  if (from !== undefined && to !== undefined && to <= from)
    reader.report('out-of-range', reader.spanOf(capacity, 'to'), `\`to\` has to be above \`from\`, ${from}`);
  if (reader.hasKey(scenario, 'thresholds')) return;
  reader.report(
    'missing-key',
    reader.keySpanOf(scenario, 'capacity'),
    '`capacity` needs `thresholds`: without them every load would hold',
    'such as `e2e.latency.p99 < 100ms` and `messages.lost == 0`',
  );
}

function checkSearch(search: string, capacity: object, reader: Reader): void {
  const names = [...reader.vars.keys()];
  const span = reader.spanOf(capacity, 'search');
  if (!names.includes(search)) {
    const hint = didYouMean(search, names) ?? `its vars: ${names.join(', ') || 'none'}`;
    reader.report('unknown-var', span, `there is no var \`${search}\` to search by`, hint);
    return;
  }
  const value = reader.vars.get(search);
  if (value === undefined || Number(value) > 0) return;
  reader.report(
    'bad-var',
    span,
    `the var \`${search}\` is no number above 0, so it is no load`,
    'write the unit where it is used, such as `rate: "${rate}/s"`',
  );
}
