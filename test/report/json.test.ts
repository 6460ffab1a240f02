import test from 'ava';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { renderJson } from '../../src/report/json.ts';
import { parseResults } from '../../src/results/parse.ts';
import { sampleResults } from '../results/samples.ts';

test('the JSON report is the results, and can be read back', async (t) => {
  await initHistograms();
  const results = sampleResults();
  t.deepEqual(parseResults(renderJson(results), 'results.json'), results);
});
