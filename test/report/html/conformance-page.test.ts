import test from 'ava';
import { renderConformanceHtml } from '../../../src/report/html/conformance-page.ts';
import { CASES_MAX, caseList, chaptersOf } from '../../../src/report/html/conformance/case-list.ts';
import { chapterOf, chapterTitle } from '../../../src/report/html/conformance/sections.ts';
import {
  CAPABILITIES,
  brokenCase,
  sampleCase,
  sampleConformance,
  sampleVersion,
} from '../../results/conformance-samples.ts';

const MIXED = sampleConformance({
  versions: [
    sampleVersion(
      [
        brokenCase,
        sampleCase('5:3.1.2-24', 'pass'),
        sampleCase('5:3.10.4-1', 'warn', { level: 'SHOULD' }),
        sampleCase('U-shared', 'skipped', { section: '' }),
      ],
      { capabilities: CAPABILITIES },
    ),
    sampleVersion([sampleCase('311:3.2.2-1', 'inconclusive', { version: '3.1.1' })], {
      version: '3.1.1',
      problems: ['it died'],
    }),
  ],
});

test('the page of the suite has verdicts, what is not well, the matrix, every case and the capabilities', (t) => {
  const page = renderConformanceHtml(MIXED);
  const heads = [...page.matchAll(/<h2[^>]*>([^<]*)<\/h2>/gu)].map(([, head]) => head);
  t.deepEqual(heads, ['Verdicts', 'What is not well', 'Sections', 'Cases', 'Capabilities', 'Run it again']);
  t.is(page.split('<details').length - 1, 5);
});

test('a failure is unfolded: what the clause says, expected, actual, packets in words and hexadecimal, replay', (t) => {
  const page = renderConformanceHtml(sampleConformance());
  t.regex(page, /class="case fail unfold"[^>]*open/u);
  for (const word of [
    'PINGREQ is answered by PINGRESP.',
    'a &lt;PINGRESP&gt;',
    'a | &quot;bell&quot; \\x07',
    'PUBACK id 1',
    '40 02 00 01',
    'mqtt-bench conformance --case 5:3.12.4-1',
  ])
    t.true(page.includes(word), word);
});

test('of a long packet the first bytes are shown, and how many are missing', (t) => {
  const packets = [
    { tMs: 1, link: 'client 1', direction: 'out' as const, text: 'PUBLISH', hex: 'ab'.repeat(600) },
  ];
  const page = renderConformanceHtml(
    sampleConformance({ versions: [sampleVersion([{ ...brokenCase, packets }])] }),
  );
  t.true(page.includes(`${'ab '.repeat(511)}ab … (88 more bytes)`));
});

test('what makes a run doubtful stands before the counts', (t) => {
  const page = renderConformanceHtml(MIXED);
  const at = page.indexOf('MQTT 3.1.1 is doubtful: it died');
  t.true(at > 0 && at < page.indexOf('Cases by verdict'));
});

test('every case can be filtered by version, section, level and verdict', (t) => {
  const page = renderConformanceHtml(MIXED);
  t.regex(page, /data-version="5\.0"\s+data-section="3\.12"\s+data-level="MUST"\s+data-verdict="fail"/u);
  for (const name of ['version', 'section', 'level', 'verdict', 'text'])
    t.true(page.includes(`data-filter="${name}"`), name);
  t.true(page.includes('<option value="own rules">'));
});

test('each case that is not well is linked to', (t) => {
  const page = renderConformanceHtml(MIXED);
  for (const [, id = ''] of page.matchAll(/href="#(case-\d+)"/gu)) t.true(page.includes(`id="${id}"`), id);
  t.is([...page.matchAll(/href="#case-\d+"/gu)].length, 3);
});

test('capabilities show what was declared, announced and found, and where that clashes', (t) => {
  const page = renderConformanceHtml(MIXED);
  for (const word of ['9000 bytes', '1 byte; 2: DISCONNECT 0x95', 'contradiction', 'there was no time left'])
    t.true(page.includes(word), word);
});

test('sections are chapters of the specification, by number', (t) => {
  t.is(chapterOf('3.1.2'), '3.1');
  t.is(chapterOf(''), 'own rules');
  t.is(chapterTitle('5.0', '4.9'), 'Flow Control');
  t.is(chapterTitle('3.1.1', '4.8'), 'Handling errors');
  t.is(chapterTitle('constructor', 'toString'), '');
  const page = renderConformanceHtml(MIXED);
  t.true(page.indexOf('<strong>3.2</strong>') < page.indexOf('<strong>3.10</strong>'));
});

test('cases beyond the most that one page shows are counted', (t) => {
  const cases = Array.from({ length: CASES_MAX + 7 }, () => brokenCase);
  const report = sampleConformance({ versions: [sampleVersion(cases)] });
  const shown = chaptersOf(report).flatMap((chapter) => chapter.cases);
  t.is(shown.length, CASES_MAX);
  t.true(caseList(MIXED, chaptersOf(MIXED).slice(1)).markup.includes('1 more case<'));
});
