import {
  countVerdicts,
  type CaseReport,
  type ConformanceReport,
  type VersionReport,
} from '../../results/conformance.ts';
import { printable } from '../printable.ts';

/** JUnit XML as CI servers read it: a suite for each version, a test case for each case. */
export function renderConformanceJunit(report: ConformanceReport): string {
  const suites = report.versions.map((version) => suite(version, report));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mqtt-bench conformance">\n${suites.join('\n')}\n</testsuites>\n`;
}

function suite(version: VersionReport, report: ConformanceReport): string {
  const counts = countVerdicts(version.cases);
  const attributes = attributesOf({
    name: `MQTT ${version.version}`,
    tests: String(version.cases.length),
    failures: String(counts.fail + counts['unexpected-pass']),
    errors: String(counts.inconclusive),
    skipped: String(counts.skipped + counts.vacuous),
    time: seconds(version.durationMs),
    timestamp: report.startedAt,
  });
  return `  <testsuite${attributes}>\n${version.cases.map(testCase).join('\n')}\n  </testsuite>`;
}

function testCase(one: CaseReport): string {
  const attributes = attributesOf({
    classname: `${one.version}.${one.section === '' ? 'own' : one.section}`,
    name: `${one.id} ${one.title}`,
    time: seconds(one.durationMs),
  });
  const body = bodyOf(one);
  return body === '' ? `    <testcase${attributes}/>` : `    <testcase${attributes}>${body}</testcase>`;
}

function bodyOf(one: CaseReport): string {
  const said = one.reason ?? one.actual ?? '';
  switch (one.verdict) {
    case 'fail':
    case 'unexpected-pass':
      return `<failure${attributesOf({ message: `${one.id}: ${said}` })}>${escape(details(one))}</failure>`;
    case 'inconclusive':
      return `<error${attributesOf({ message: said })}/>`;
    case 'skipped':
    case 'vacuous':
    case 'expected-failure':
      return `<skipped${attributesOf({ message: `${one.verdict}: ${said}` })}/>`;
    case 'warn':
      return `<system-out>${escape(`warning: ${details(one)}`)}</system-out>`;
    case 'pass':
      return '';
  }
}

function details(one: CaseReport): string {
  const lines = [
    `${one.level}: ${one.summary}`,
    `expected: ${one.expected ?? ''}`,
    `actual:   ${one.actual ?? ''}`,
    ...one.packets.map(
      ({ tMs, link, direction, text }) => `${tMs.toFixed(1)} ms  ${link} ${ARROWS[direction]} ${text}`,
    ),
    `replay: ${one.replay}`,
  ];
  return lines.join('\n');
}

const ARROWS = { out: '->', in: '<-', note: '  ' } as const;

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attributesOf(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escape(printable(value))}"`)
    .join('');
}

/** XML 1.0 has no place for most control characters, whatever way they are written. */
function escape(text: string): string {
  return text
    .split('\n')
    .map(printable)
    .join('\n')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
