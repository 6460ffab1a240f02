import fc from 'fast-check';
import test from 'ava';
import { BenchError } from '../../src/base/errors.ts';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { formatsOf, renderReport, renderScreen } from '../../src/report/render-report.ts';
import type { AnyResults } from '../../src/results/kinds.ts';
import { parseAnyResults, RESULT_KINDS } from '../../src/results/kinds.ts';
import { sampleCapacity } from '../capacity/samples.ts';
import { sampleComparison } from '../results/comparison-samples.ts';
import { sampleConformance } from '../results/conformance-samples.ts';
import { sampleMatrix } from '../results/matrix-samples.ts';
import { accessCheck, failedCheck, sampleFaults, sampleResults } from '../results/samples.ts';

await initHistograms();

const CONTEXT = { clauseText: () => 'a summary', verbose: true };
const SCREEN = { ...CONTEXT, color: 0, columns: 80 } as const;

const SAMPLES: readonly AnyResults[] = [
  sampleResults({ check: { ...accessCheck, ...failedCheck }, faults: sampleFaults }),
  sampleConformance(),
  sampleCapacity(),
  sampleComparison(),
  sampleMatrix(),
];

test('every kind has the results themselves, a text and Markdown, in files of plain names', (t) => {
  t.deepEqual(SAMPLES.map(({ schema }) => schema).sort(), RESULT_KINDS.map(({ schema }) => schema).sort());
  for (const sample of SAMPLES) {
    for (const format of ['json', 'terminal', 'md'] as const) t.true(formatsOf(sample).includes(format));
    for (const format of formatsOf(sample))
      for (const { name } of renderReport(sample, format, CONTEXT))
        t.regex(name, /^(?:[\w-]+\/)?[\w-][\w.-]*$/u);
  }
});

test('what is written as JSON is read back the same', (t) => {
  for (const sample of SAMPLES) {
    const [file] = renderReport(sample, 'json', CONTEXT);
    t.deepEqual(parseAnyResults(String(file?.content), 'x'), sample);
    t.is(file?.name, RESULT_KINDS.find(({ schema }) => schema === sample.schema)?.file);
  }
});

const STRANGE = [
  ...[0, -1, 1e300, -1e300, 1e999, 0.1, 2 ** 53],
  ...['', 'x'.repeat(5000), '\u0000\n\ud800<|`', '__proto__', '9999-99-99'],
  ...[null, true, [], {}],
] as const;

/** The JSON of a sample with one value, wherever, replaced. */
function damaged(sample: AnyResults, at: number, by: (typeof STRANGE)[number]): string {
  let seen = 0;
  const total = JSON.stringify(sample).match(/[:[,]/gu)?.length ?? 1;
  return JSON.stringify(sample, (key, value: unknown) => {
    seen += 1;
    return seen === 1 + (at % total) && key !== '' ? by : value;
  }).replaceAll(String(Number.MAX_VALUE), '1e999');
}

test('whatever a file holds, it is refused with a sentence, or every form of it can be made', (t) => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.constantFrom(...SAMPLES), fc.nat(), fc.constantFrom(...STRANGE), (sample, at, by) => {
      const results = readDamaged(damaged(sample, at, by === 1e999 ? Number.MAX_VALUE : by));
      if (results === undefined) return;
      accepted += 1;
      for (const format of formatsOf(results)) renderReport(results, format, CONTEXT);
      renderScreen(results, SCREEN);
    }),
    { numRuns: 150 },
  );
  t.true(accepted > 10, String(accepted));
});

function readDamaged(json: string): AnyResults | undefined {
  try {
    return parseAnyResults(json, 'damaged.json');
  } catch (error) {
    if (error instanceof BenchError) return undefined;
    throw error;
  }
}
