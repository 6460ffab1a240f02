/** A small conformance report, made by hand: one failure, and one of everything that is not well. */
import type {
  CapabilityReport,
  CaseReport,
  CaseVerdict,
  ConformanceReport,
  PacketLine,
  VersionReport,
} from '../../src/results/conformance.ts';

export const PACKETS: readonly PacketLine[] = [
  { tMs: 0.5, link: 'client 1', direction: 'out', text: 'PINGREQ', hex: 'c000' },
  { tMs: 1.5, link: 'client 1', direction: 'in', text: 'PUBACK id 1', hex: '40020001' },
  { tMs: 2, link: 'client 1', direction: 'note', text: 'the target closed the connection', hex: '' },
];

/** A case of MQTT 5.0 by its id; all else follows from the verdict, unless it is given. */
export function sampleCase(id: string, verdict: CaseVerdict, change: Partial<CaseReport> = {}): CaseReport {
  const statement = id.split('/')[0] ?? id;
  return {
    ...{ id, statement, version: '5.0', level: 'MUST', verdict },
    section: /:(\d+(?:\.\d+)*)-/u.exec(id)?.[1] ?? '',
    ...{ title: 'every PINGREQ gets a PINGRESP', summary: 'PINGREQ is answered by PINGRESP.' },
    ...{ notes: [], durationMs: 20, packets: [], replay: `mqtt-bench conformance --case ${id}` },
    ...change,
  };
}

export const brokenCase: CaseReport = sampleCase('5:3.12.4-1', 'fail', {
  expected: 'a <PINGRESP>',
  actual: 'a | "bell" \u0007',
  packets: PACKETS,
});

/** Numbers and features, with all that can be said of them. */
export const CAPABILITIES: readonly CapabilityReport[] = [
  {
    ...{ id: 'packet-size', title: 'largest PUBLISH', unit: 'bytes', declared: 7, announced: 9_000 },
    ...{ found: 1, isAtLeast: false, beyond: '2: DISCONNECT 0x95' },
    contradictions: ['CONNACK announces 9000, found 1 (2: DISCONNECT 0x95)'],
  },
  { id: 'retain', title: 'retained messages', announced: true, found: true, contradictions: [] },
  { id: 'topic-levels', title: 'levels', unit: 'levels', found: 40, isAtLeast: true, contradictions: [] },
  { id: 'client-id', title: 'client id', unknown: 'there was no time left', contradictions: [] },
];

export function sampleVersion(
  cases: readonly CaseReport[],
  change: Partial<VersionReport> = {},
): VersionReport {
  return { version: '5.0', problems: [], durationMs: 1500, cases, ...change };
}

export function sampleConformance(change: Partial<ConformanceReport> = {}): ConformanceReport {
  return {
    ...{ schema: 'mqtt-bench/conformance', version: 1, tool: { name: 'mqtt-bench', version: '1.2.3' } },
    ...{ startedAt: '2026-01-01T00:00:00Z', command: 'mqtt-bench conformance' },
    ...{ target: 'mqtt://broker', seed: 7, verdict: 'fail' },
    versions: [sampleVersion([brokenCase])],
    ...change,
  };
}
