import test from 'ava';
import { BenchError } from '../../src/base/errors.ts';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { buildResults } from '../../src/results/build.ts';
import { parseResults } from '../../src/results/parse.ts';
import {
  badHealth,
  failedCheck,
  sampleFaults,
  sampleInput,
  sampleResults,
  unreachableRun,
} from './samples.ts';

// At once, not before the tests: their titles' arguments are made from samples.
await initHistograms();

const FILE = 'reports/qos2/results.json';

test('what was built and written is read back whole', (t) => {
  for (const results of [
    sampleResults(),
    sampleResults({ faults: sampleFaults }),
    sampleResults({ check: failedCheck, health: badHealth, stopReason: 'aborted', stopDetail: 'x' }),
    buildResults(sampleInput([unreachableRun()])),
  ]) {
    t.deepEqual(parseResults(JSON.stringify(results), FILE), results);
  }
});

test('fields that a newer writer added are left out', (t) => {
  const results = sampleResults();
  t.deepEqual(parseResults(JSON.stringify({ ...results, colour: 'blue' }), FILE), results);
});

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The sample as JSON, with the value at `path` replaced. */
function changed(path: readonly (string | number)[], value: Json | undefined): string {
  const root = JSON.parse(JSON.stringify(sampleResults({ check: failedCheck }))) as Json;
  let node: unknown = root;
  for (const key of path.slice(0, -1)) node = Reflect.get(node as object, key);
  if (value === undefined) Reflect.deleteProperty(node as object, path.at(-1) ?? '');
  else Reflect.set(node as object, path.at(-1) ?? '', value);
  return JSON.stringify(root);
}

const refuses = test.macro({
  exec: (t, json: string, message: string) => {
    const error = t.throws(() => parseResults(json, FILE), { instanceOf: BenchError });
    t.is(error.code, 'results-format');
    t.is(error.kind, 'usage');
    t.true(error.message.startsWith(`${FILE}: ${message}`), error.message);
  },
  title: (title) => `refuses ${title ?? ''}`,
});

test('what is not JSON', refuses, '{', 'not JSON: ');
test('what is not an object', refuses, '[]', 'expected an object, found a list');
test('other JSON', refuses, '{"name":"x"}', 'schema: is missing');
test('other tools', refuses, '{"schema":"k6","version":1}', 'not results of mqtt-bench, but k6');
test(
  'a newer version',
  refuses,
  changed(['version'], 2),
  'results version 2; this mqtt-bench reads version 1',
);
test(
  'a number written as text',
  refuses,
  changed(['runs', 0, 'metrics', 'steadyUs'], 'x'),
  'runs[0].metrics.steadyUs: expected a number, found "x"',
);
test('a missing part', refuses, changed(['runs', 0, 'check'], undefined), 'runs[0].check: is missing');
test(
  'a missing counter',
  refuses,
  changed(['runs', 0, 'metrics', 'counters', 'publish.sent'], undefined),
  'runs[0].metrics.counters["publish.sent"]: is missing',
);
test(
  'an unknown verdict',
  refuses,
  changed(['runs', 0, 'check', 'findings', 0, 'status'], 'green'),
  'runs[0].check.findings[0].status: expected one of fail, inconclusive, excused, warning, found "green"',
);
test(
  'a negative count',
  refuses,
  changed(['runs', 0, 'clients'], -1),
  'runs[0].clients: expected 0 or more, found -1',
);
test(
  'a damaged histogram',
  refuses,
  changed(['runs', 0, 'metrics', 'latencies', 'e2e.latency', 'histogram'], 'AAAA'),
  'runs[0].metrics.latencies["e2e.latency"].histogram: not an HdrHistogram',
);
test('null', refuses, changed(['host'], null), 'host: expected an object, found null');
test(
  'a flag that is none',
  refuses,
  changed(['runs', 0, 'health', 'items', 0, 'exceeded'], 1),
  'runs[0].health.items[0].exceeded: expected true or false, found 1',
);
