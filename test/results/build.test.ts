import { readFileSync } from 'node:fs';
import test from 'ava';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { buildResults } from '../../src/results/build.ts';
import {
  accessCheck,
  badHealth,
  failedCheck,
  sampleFaults,
  sampleInput,
  sampleOutcome,
  sampleResults,
  sampleRun,
  unreachableRun,
} from './samples.ts';

test.before(() => initHistograms());

/** Forbids what the schema does not describe, so that schema and model cannot drift apart. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in copy && copy['type'] === 'object' ? { additionalProperties: false, ...copy } : copy;
}

function validator() {
  const file = new URL('../../../schema/results.schema.json', import.meta.url);
  const ajv = new Ajv2020({ allErrors: true, strict: true });
  addFormats.default(ajv);
  return ajv.compile(closed(JSON.parse(readFileSync(file, 'utf8'))) as object);
}

test('results satisfy their published schema, whatever came of the run', (t) => {
  const validate = validator();
  const expectation = {
    path: 'steps[2]',
    text: 'one',
    verdict: 'fail',
    checked: 3,
    failed: 1,
    examples: ['none came'],
  } as const;
  const samples = [
    sampleResults(),
    sampleResults({ check: accessCheck }),
    sampleResults({ faults: sampleFaults }),
    sampleResults({ check: failedCheck, expectations: [expectation] }),
    sampleResults({ health: badHealth, stopReason: 'interrupted', stopDetail: 'SIGINT' }),
    buildResults(sampleInput([unreachableRun()])),
    buildResults(sampleInput([])),
  ];
  for (const results of samples) {
    validate(JSON.parse(JSON.stringify(results)));
    t.deepEqual(validate.errors ?? [], []);
  }
});

test('the schema refuses other versions and missing parts', (t) => {
  const validate = validator();
  const results = sampleResults();
  t.false(validate({ ...results, version: 2 }));
  t.false(validate({ ...results, runs: [{ ...results.runs[0], check: undefined }] }));
  t.false(validate({ ...results, verdict: 'green' }));
});

test('the overall verdict is the worst of the runs', (t) => {
  const verdictOf = (...runs: Parameters<typeof sampleInput>[0]): string =>
    buildResults(sampleInput(runs)).verdict;
  t.is(verdictOf(sampleRun()), 'pass');
  t.is(verdictOf(sampleRun(), sampleRun({ check: failedCheck })), 'fail');
  t.is(verdictOf(sampleRun(), unreachableRun()), 'inconclusive');
  t.is(verdictOf(), 'inconclusive');
});

test('rates are per second of steady time, intended beside achieved', (t) => {
  const { rates } = sampleResults().runs[0]?.metrics ?? {};
  t.deepEqual(rates, { publishIntended: 200, publishSent: 200, publishAcknowledged: 200, received: 200 });
  t.false('rates' in (buildResults(sampleInput([unreachableRun()])).runs[0]?.metrics ?? {}));
});

test('latencies carry figures and histogram; metrics that recorded nothing are absent', (t) => {
  const { latencies } = sampleResults().runs[0]?.metrics ?? {};
  t.like(latencies?.['connect.latency'], { count: 40, minUs: 100, p50Us: 2000, maxUs: 4001 });
  t.is(latencies?.['subscribe.latency'], undefined);
});

test('histograms of single seconds are left out', (t) => {
  const outcome = sampleOutcome();
  t.true(outcome.metrics.timeline.some((row) => row.e2e !== undefined));
  const rows = sampleResults().runs[0]?.metrics.timeline ?? [];
  t.is(rows.length, 10);
  t.false(rows.some((row) => 'e2e' in row));
});

test('the same input gives the same results', (t) => {
  t.deepEqual(sampleResults(), sampleResults());
});
