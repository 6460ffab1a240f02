import test from 'ava';
import { renderConformanceJunit } from '../../../src/report/conformance/junit.ts';
import { renderPcapng } from '../../../src/report/conformance/pcapng.ts';
import { renderConformance } from '../../../src/report/conformance/terminal.ts';
import { renderConformanceMarkdown } from '../../../src/report/conformance/markdown.ts';
import { overallVerdict } from '../../../src/results/conformance.ts';
import {
  CAPABILITIES,
  PACKETS,
  brokenCase,
  sampleCase,
  sampleConformance,
  sampleVersion,
} from '../../results/conformance-samples.ts';
import { readJunit, readMarkdown, redCases } from '../read-back.ts';

const REPORT = sampleConformance({
  versions: [sampleVersion([brokenCase], { capabilities: CAPABILITIES })],
});

test('the terminal tells what failed, what was expected, what came, and how to repeat it', (t) => {
  const text = renderConformance(REPORT, { columns: 100, color: 0, verbose: false });
  for (const part of ['5:3.12.4-1', 'a <PINGRESP>', '→ PINGREQ', '← PUBACK id 1', 'replay', 'FAIL'])
    t.true(text.includes(part), part);
  t.false(text.includes('\u0007'));
});

test('JUnit has a failure with its packets, and no control characters', (t) => {
  const xml = renderConformanceJunit(REPORT);
  const [red] = redCases(readJunit(xml));
  t.is(red?.name, '5:3.12.4-1 every PINGREQ gets a PINGRESP');
  t.true(red?.failure?.text.includes('expected: a <PINGRESP>\nactual:   a | "bell"'));
  t.true(red?.failure?.text.includes('client 1 -> PINGREQ'));
  t.false(xml.includes('\u0007'));
});

test('JUnit is red exactly where the report is no pass, also where no single case says why', (t) => {
  const passed = sampleCase('5:3.1.0-1', 'pass');
  const reports = [
    sampleConformance({ verdict: 'pass', versions: [sampleVersion([passed])] }),
    sampleConformance({ verdict: 'fail', versions: [sampleVersion([passed, sampleCase('5:a', 'warn')])] }),
    sampleConformance({ verdict: 'inconclusive', versions: [sampleVersion([sampleCase('5:a', 'vacuous')])] }),
    sampleConformance({
      verdict: 'inconclusive',
      versions: [sampleVersion([passed], { problems: ['it died'] })],
    }),
    sampleConformance({ verdict: 'inconclusive', versions: [] }),
    REPORT,
  ];
  for (const report of reports) {
    const red = redCases(readJunit(renderConformanceJunit(report)));
    t.is(red.length > 0, report.verdict !== 'pass', report.verdict);
    t.is(
      red.some(({ failure }) => failure !== undefined),
      report.verdict === 'fail',
    );
  }
});

test('a pcapng file holds a TCP segment for each packet, blocks framed by their length', (t) => {
  const bytes = Buffer.from(renderPcapng(PACKETS));
  const types: number[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 4)) {
    types.push(bytes.readUInt32LE(at));
    const length = bytes.readUInt32LE(at + 4);
    t.is(bytes.readUInt32LE(at + length - 4), length);
  }
  t.deepEqual(types, [0x0a0d0d0a, 1, 6, 6]);
  t.true(bytes.includes(Buffer.from('40020001', 'hex')));
});

test('a packet larger than an IPv4 packet is several segments, and times and links from a file may be anything', (t) => {
  const hex = '30'.repeat(200_000);
  const packets = [
    { tMs: 1e300, link: 'a', direction: 'in' as const, text: '', hex },
    { tMs: -5, link: 'b', direction: 'out' as const, text: '', hex: 'c000' },
  ];
  const bytes = Buffer.from(renderPcapng(packets));
  let blocks = 0;
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 4)) blocks += 1;
  t.is(blocks, 2 + Math.ceil(200_000 / 0xf000) + 1);
});

test('terminal and Markdown tell what the target can, from three sides, and what cannot be true', (t) => {
  const terminal = renderConformance(REPORT, { columns: 100, color: 0, verbose: false });
  t.true(
    terminal.includes('largest PUBLISH: 1 byte; 2: DISCONNECT 0x95 (declared 7 bytes, announced 9000 bytes)'),
  );
  t.true(terminal.includes('! CONNACK announces 9000, found 1'));
  t.true(terminal.includes('retained messages: yes (announced yes)'));
  t.true(terminal.includes('levels: at least 40 levels\n'));
  t.true(terminal.includes('client id: not found out: there was no time left'));
  const rows = readMarkdown(renderConformanceMarkdown(REPORT)).tables.at(-1) ?? [];
  const row = (title: string): readonly string[] => rows.find(([first]) => first === title) ?? [];
  t.deepEqual(row('largest PUBLISH').slice(1, 4), ['7 bytes', '9000 bytes', '1 byte; 2: DISCONNECT 0x95']);
  t.regex(row('largest PUBLISH')[4] ?? '', /^CONNACK/u);
  t.deepEqual(row('retained messages'), ['retained messages', '', 'yes', 'yes', '']);
});

test('a contradiction fails nothing, unless it is strict', (t) => {
  const well = REPORT.versions.map((version) => ({
    ...version,
    cases: version.cases.map((one) => ({ ...one, verdict: 'pass' as const })),
  }));
  t.is(overallVerdict(well), 'pass');
  t.is(overallVerdict(well, true), 'fail');
  const red = redCases(readJunit(renderConformanceJunit(sampleConformance({ versions: well }))));
  t.is(red[0]?.failure?.message, 'what the target says of itself is not so');
});
