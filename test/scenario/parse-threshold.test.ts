import test from 'ava';
import { metricUnit } from '../../src/metrics/read-metric.ts';
import { METRICS } from '../../src/scenario/metric-names.ts';
import type { ProblemCode } from '../../src/scenario/problem.ts';
import { parseThreshold } from '../../src/scenario/parse-threshold.ts';

const VALID: readonly (readonly [
  text: string,
  metric: string,
  comparison: string,
  factor: number,
  boundMetric?: string,
])[] = [
  ['e2e.latency.p99 < 50ms', 'e2e.latency.p99', '<', 50_000],
  ['e2e.raw.p99.99 <= 1.5s', 'e2e.raw.p99.99', '<=', 1_500_000],
  ['connect.failed == 0', 'connect.failed', '==', 0],
  ['  messages.lost  !=  3 ', 'messages.lost', '!=', 3],
  ['publish.rate > 1000/s', 'publish.rate', '>', 1000],
  ['publish.rate>=0.99*publish.intended', 'publish.rate', '>=', 0.99, 'publish.intended'],
  ['publish.rate >= publish.intended * 0.5', 'publish.rate', '>=', 0.5, 'publish.intended'],
  ['receive.count >= publish.sent', 'receive.count', '>=', 1, 'publish.sent'],
  ['e2e.latency.p99 < 3 * e2e.latency.p50', 'e2e.latency.p99', '<', 3, 'e2e.latency.p50'],
  ['e2e.latency.count > 100', 'e2e.latency.count', '>', 100],
];

for (const [text, metric, comparison, factor, boundMetric] of VALID) {
  test(`the threshold "${text}" is understood`, (t) => {
    const parsed = parseThreshold(text);
    t.true(parsed.ok);
    if (!parsed.ok) return;
    const expected = { text, metric, comparison, factor };
    t.deepEqual({ ...parsed.threshold }, boundMetric === undefined ? expected : { ...expected, boundMetric });
  });
}

const REFUSED: readonly (readonly [text: string, code: ProblemCode, underlined: string])[] = [
  ['e2e.latncy.p99 < 50ms', 'unknown-metric', 'e2e.latncy.p99'],
  ['publish.rate > 2 * publish.intendet', 'unknown-metric', 'publish.intendet'],
  ['fast', 'bad-threshold', 'fast'],
  ['', 'bad-threshold', ''],
  ['e2e.latency.p99 < ', 'bad-threshold', 'e2e.latency.p99 < '],
  ['e2e.latency.p99 = 50ms', 'bad-threshold', 'e2e.latency.p99 = 50ms'],
  ['1ms < e2e.latency.p99 < 50ms', 'bad-threshold', '1ms < e2e.latency.p99 < 50ms'],
  ['e2e.latency.p99 < quick thing', 'bad-threshold', 'quick thing'],
  ['connect.failed == -1', 'bad-threshold', '-1'],
  ['e2e.latency.p99 < 50', 'metric-units', '50'],
  ['connect.failed == 5ms', 'metric-units', '5ms'],
  ['publish.rate > 100', 'metric-units', '100'],
  ['publish.rate > 2 * e2e.latency.p50', 'metric-units', '2 * e2e.latency.p50'],
  ['messages.lost < 0.1 * publish.rate', 'metric-units', '0.1 * publish.rate'],
];

for (const [text, code, underlined] of REFUSED) {
  test(`the threshold "${text}" is refused as ${code}`, (t) => {
    const parsed = parseThreshold(text);
    t.false(parsed.ok);
    if (parsed.ok) return;
    t.is(parsed.code, code);
    t.is(text.slice(parsed.offset, parsed.offset + parsed.length), underlined);
  });
}

test('every metric that a threshold may name can be read from measurements, in the same unit', (t) => {
  const units = { duration: 'µs', rate: '1/s', count: 'count' };
  for (const [name, unit] of METRICS) t.is(metricUnit(name), units[unit] as 'µs', name);
});
