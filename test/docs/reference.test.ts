/** docs/reference/ is what the definitions say, and docs/examples/ has an example of each report. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parseResults } from '../../src/results/parse.ts';

test('the reference is up to date: `npm run build && npm run reference` renews it', (t) => {
  t.notThrows(() => execFileSync(process.execPath, ['tools/generate-reference.mjs', '--check']));
});

const EXAMPLES = 'docs/examples';
const HTML_BYTES_MAX = 200 * 1024;

test('there is an example of each report, small enough to be kept', (t) => {
  for (const name of ['run', 'access', 'conformance', 'capacity', 'compare']) {
    const files = readdirSync(join(EXAMPLES, name));
    t.true(files.length > 1, name);
    for (const file of files)
      t.true(statSync(join(EXAMPLES, name, file)).size <= HTML_BYTES_MAX, `${name}/${file}`);
  }
  for (const file of ['report.html', 'report.md', 'junit.xml', 'timeline.csv', 'latency.hlog', 'badge.json'])
    t.true(existsSync(join(EXAMPLES, 'run', file)), file);
});

test('the results among the examples are of the format of today, and have passed', (t) => {
  for (const name of ['run', 'access']) {
    const results = parseResults(readFileSync(join(EXAMPLES, name, 'results.json'), 'utf8'), name);
    t.is(results.verdict, 'pass');
  }
});
