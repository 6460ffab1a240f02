import test from 'ava';
import { renderConformanceJunit } from '../../../src/report/conformance/junit.ts';
import { renderConformanceMarkdown } from '../../../src/report/conformance/markdown.ts';
import { renderPcapng } from '../../../src/report/conformance/pcapng.ts';
import { renderConformance } from '../../../src/report/conformance/terminal.ts';
import { CAPABILITIES } from '../../results/conformance-samples.ts';
import { overallVerdict, type ConformanceReport, type PacketLine } from '../../../src/results/conformance.ts';

const PACKETS: readonly PacketLine[] = [
  { tMs: 0.5, link: 'client 1', direction: 'out', text: 'PINGREQ', hex: 'c000' },
  { tMs: 1.5, link: 'client 1', direction: 'in', text: 'PUBACK id 1', hex: '40020001' },
  { tMs: 2, link: 'client 1', direction: 'note', text: 'the target closed the connection', hex: '' },
];

const REPORT: ConformanceReport = {
  ...{ schema: 'mqtt-bench/conformance', version: 1, tool: { name: 'mqtt-bench', version: '1.2.3' } },
  ...{
    startedAt: '2026-01-01T00:00:00Z',
    command: 'mqtt-bench conformance',
    target: 'mqtt://broker',
    seed: 7,
  },
  verdict: 'fail',
  versions: [
    {
      ...{ version: '5.0', problems: [], durationMs: 1500 },
      cases: [
        {
          ...{ id: '5:3.12.4-1', statement: '5:3.12.4-1', version: '5.0', section: '3.12.4', level: 'MUST' },
          ...{
            title: 'every PINGREQ gets a PINGRESP',
            summary: 'PINGREQ is answered by PINGRESP.',
            verdict: 'fail',
          },
          ...{
            expected: 'a <PINGRESP>',
            actual: 'a | "bell" \u0007',
            notes: [],
            durationMs: 20,
            packets: PACKETS,
          },
          replay: 'mqtt-bench conformance --case 5:3.12.4-1',
        },
      ],
      capabilities: CAPABILITIES,
    },
  ],
};

test('the terminal tells what failed, what was expected, what came, and how to repeat it', (t) => {
  const text = renderConformance(REPORT, { columns: 100, color: 0, verbose: false });
  for (const part of ['5:3.12.4-1', 'a <PINGRESP>', '→ PINGREQ', '← PUBACK id 1', 'replay', 'FAIL'])
    t.true(text.includes(part), part);
  t.false(text.includes('\u0007'));
});

test('JUnit has a failure with its text escaped, and no control characters', (t) => {
  const xml = renderConformanceJunit(REPORT);
  t.regex(xml, /<testsuite name="MQTT 5.0" tests="1" failures="1"/u);
  t.true(xml.includes('expected: a &lt;PINGRESP&gt;'));
  t.false(xml.includes('\u0007'));
});

test('Markdown counts, and escapes what would break its table', (t) => {
  const text = renderConformanceMarkdown(REPORT);
  t.true(text.includes(String.raw`a \| "bell"`));
  t.true(text.startsWith('## MQTT conformance: FAIL'));
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

test('terminal and Markdown tell what the target can, from three sides, and what cannot be true', (t) => {
  const terminal = renderConformance(REPORT, { columns: 100, color: 0, verbose: false });
  t.true(
    terminal.includes('largest PUBLISH: 1 byte; 2: DISCONNECT 0x95 (declared 7 bytes, announced 9000 bytes)'),
  );
  t.true(terminal.includes('! CONNACK announces 9000, found 1'));
  t.true(terminal.includes('retained messages: yes (announced yes)'));
  t.true(terminal.includes('levels: at least 40 levels\n'));
  t.true(terminal.includes('client id: not found out: there was no time left'));
  const markdown = renderConformanceMarkdown(REPORT);
  t.true(
    markdown.includes('| largest PUBLISH | 7 bytes | 9000 bytes | 1 byte; 2: DISCONNECT 0x95 | CONNACK'),
  );
  t.true(markdown.includes('| retained messages |  | yes | yes |  |'));
});

test('a contradiction fails nothing, unless it is strict', (t) => {
  const well = REPORT.versions.map((version) => ({
    ...version,
    cases: version.cases.map((one) => ({ ...one, verdict: 'pass' as const })),
  }));
  t.is(overallVerdict(well), 'pass');
  t.is(overallVerdict(well, true), 'fail');
});
