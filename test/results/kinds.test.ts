import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import test from 'ava';
import { BenchError } from '../../src/base/errors.ts';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { parseAnyResults, RESULT_KINDS } from '../../src/results/kinds.ts';
import { parseResults } from '../../src/results/parse.ts';
import { brokenCase, CAPABILITIES, sampleConformance, sampleVersion } from './conformance-samples.ts';
import { sampleComparison } from './comparison-samples.ts';
import { sampleCapacity } from '../capacity/samples.ts';
import { sampleMatrix } from './matrix-samples.ts';
import { sampleResults } from './samples.ts';

await initHistograms();

const CAPABLE = sampleConformance({
  versions: [sampleVersion([brokenCase], { capabilities: CAPABILITIES })],
});
const SAMPLES = [sampleResults(), CAPABLE, sampleComparison(), sampleCapacity(), sampleMatrix()];

function published(name: string): object {
  return JSON.parse(
    readFileSync(new URL(`../../../schema/${name}.schema.json`, import.meta.url), 'utf8'),
  ) as object;
}

function validator() {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
  formats.default(ajv);
  for (const name of ['results', 'conformance', 'comparison', 'capacity', 'matrix'])
    ajv.addSchema(published(name));
  return ajv.compile(published('any-results'));
}

test('every kind of results is read back by one reader, told apart by its schema', (t) => {
  for (const sample of SAMPLES) t.deepEqual(parseAnyResults(JSON.stringify(sample), 'x.json'), sample);
  t.is(SAMPLES.length, RESULT_KINDS.length);
});

test('one published schema knows every kind, and holds each to its own', (t) => {
  const validate = validator();
  for (const sample of SAMPLES) {
    t.true(validate(JSON.parse(JSON.stringify(sample))), JSON.stringify(validate.errors));
    t.false(validate({ ...sample, startedAt: 'yesterday' }));
    t.false(validate({ ...sample, version: 2 }));
    t.false(validate({ ...sample, schema: 'mqtt-bench/unknown' }));
  }
});

test('a file of another kind, of a later version, cut off or damaged is refused with its name and place', (t) => {
  const text = JSON.stringify(sampleConformance());
  const messageOf = (json: string): string =>
    t.throws(() => parseAnyResults(json, 'a/b.json'), { instanceOf: BenchError }).message;
  t.regex(
    messageOf('{"schema":"k6","version":1}'),
    /^a\/b\.json: not results that this mqtt-bench reads, but k6$/u,
  );
  t.regex(
    messageOf(JSON.stringify({ ...sampleConformance(), version: 9 })),
    /results version 9; .* reads version 1/u,
  );
  t.regex(messageOf(text.slice(0, 300)), /^a\/b\.json: not JSON: /u);
  t.is(
    messageOf(text.replace('"level":"MUST","verdict":"fail"', '"level":"MUST","verdict":"green"')),
    'a/b.json: versions[0].cases[0].verdict: expected one of pass, fail, warn, inconclusive, skipped, vacuous, expected-failure, unexpected-pass, found "green"',
  );
  t.is(
    messageOf(text.replace('"hex":"c000"', '"hex":"c0 00"')),
    'a/b.json: versions[0].cases[0].packets[0].hex: is not hexadecimal',
  );
  t.throws(() => parseResults(text, 'a/b.json'), {
    message: 'a/b.json: mqtt-bench/conformance, not mqtt-bench/results',
  });
});
