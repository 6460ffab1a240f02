import test from 'ava';
import { initHistograms } from '../../../src/metrics/histogram.ts';
import { renderRunHtml } from '../../../src/report/html/run-page.ts';
import { buildResults } from '../../../src/results/build.ts';
import {
  accessCheck,
  badHealth,
  failedCheck,
  sampleFaults,
  sampleInput,
  sampleResults,
  sampleRun,
  unreachableRun,
} from '../../results/samples.ts';

test.before(initHistograms);

const heads = (page: string): string[] =>
  [...page.matchAll(/<h2[^>]*>([^<]*)<\/h2>/gu)].map(([, head]) => head ?? '');

test('the page of a run says in order what one wants to know', (t) => {
  const page = renderRunHtml(sampleResults({ faults: sampleFaults }));
  t.deepEqual(heads(page), [
    'At a glance',
    'Thresholds',
    'Promises',
    'Latency',
    'Rates',
    'Connections',
    'Steps and faults',
    'Generator health',
    'Run it again',
  ]);
  t.regex(page, /^<!doctype html>\n<html lang="en">/u);
});

test('the page asks the network for nothing', (t) => {
  const page = renderRunHtml(sampleResults({ check: failedCheck }));
  t.notRegex(page, /(?:src|href)="(?!#|data:)/u);
  t.notRegex(page, /@import|url\(/u);
  t.true(page.includes(`default-src &#39;none&#39;`));
});

test('a failure shows its evidence unfolded: clause, expected, actual, packets, replay', (t) => {
  const page = renderRunHtml(sampleResults({ check: failedCheck }), { clauseText: () => 'what it says' });
  t.regex(page, /<details class="finding unfold fail"\s+open\s*>/u);
  for (const word of [
    '5:4.3.3-10',
    'what it says',
    'one exchange for each message',
    'PUBREC id 17',
    '--seed 7',
  ])
    t.true(page.includes(word), word);
  t.true(page.includes('2 more</strong'));
});

test('what the generator could not do is said before every number', (t) => {
  const page = renderRunHtml(sampleResults({ health: badHealth }));
  const alert = page.indexOf('The load generator itself was the bottleneck.');
  t.true(alert > 0 && alert < page.indexOf('class="tiles"'));
  t.regex(page, /<body class="doubt">/u);
  t.true(page.includes('doubtful: see the generator'));
});

test('intended comes before raw, everywhere', (t) => {
  const page = renderRunHtml(sampleResults());
  const rows = [...page.matchAll(/>(intended|raw)</gu)].map(([, word]) => word);
  t.is(rows[0], 'intended');
  t.regex(page, /<tr class="intended">/u);
});

test('faults are marked on every chart over time, and one that struck nobody is named', (t) => {
  const page = renderRunHtml(sampleResults({ faults: sampleFaults }));
  t.is(page.split('class="legend"').length - 1, page.split('<figure').length - 1);
  t.is(page.split('fault of this test</li>').length - 1, 3);
  t.true(page.includes('struck nobody'));
});

test('thresholds are lines in the charts that show what they bound', (t) => {
  const page = renderRunHtml(sampleResults());
  const lines = [...page.matchAll(/<text class="limit"[^>]*>([^<]*)</gu)].map(([, text]) => text);
  t.true(lines.filter((text) => text === 'e2e.latency.p99 &lt; 250ms').length >= 2);
  t.true(lines.includes('publish.rate &gt;= 0.99 * publish.intended'));
});

test('the access matrix has a line for each kind of client and topics, a column for each way', (t) => {
  const page = renderRunHtml(sampleResults({ check: accessCheck }));
  t.true(heads(page).includes('Access'));
  for (const way of ['direct', 'hash', 'plus', 'queued', 'will', 'revoked'])
    t.regex(page, new RegExp(`<th scope="col" class="short">${way}</th>`, 'u'));
  t.true(page.includes('1 leak'));
});

test('several runs have a part each, and ids that do not clash', (t) => {
  const page = renderRunHtml(
    buildResults(sampleInput([sampleRun({}, { protocol: '3.1.1' }), sampleRun({ check: failedCheck })])),
  );
  t.deepEqual(heads(page), ['MQTT 3.1.1', 'MQTT 5.0', 'Run it again']);
  const ids = [...page.matchAll(/ id="([^"]*)"/gu)].map(([, id]) => id);
  t.deepEqual(ids, [...new Set(ids)]);
  t.true(page.includes('MQTT 5.0: the target broke'));
});

test('a run of which nothing came about has a page without empty tables or charts', (t) => {
  const page = renderRunHtml(buildResults(sampleInput([unreachableRun()])));
  t.regex(page, /<body class="doubt">/u);
  t.true(page.includes('ECONNREFUSED'));
  t.notRegex(page, /<tbody>\s*<\/tbody>/u);
  t.false(page.includes('NaN'));
});
