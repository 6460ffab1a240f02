import type { CaseReport, ConformanceReport, VersionReport } from '../../results/conformance.ts';
import { isRed, PASSED, renderSuites } from '../junit/suites.ts';
import type { TestCase, TestOutcome, TestSuite } from '../junit/suites.ts';

/** JUnit XML: a suite for each version, a test for each case. Red exactly where the report is no pass. */
export function renderConformanceJunit(report: ConformanceReport): string {
  const suites = report.versions.map((version) => suiteOf(version, report));
  const isExplained = report.verdict === 'pass' || suites.some(({ cases }) => cases.some(isRed));
  return renderSuites('mqtt-bench conformance', isExplained ? suites : [...suites, verdictSuite(report)]);
}

function suiteOf(version: VersionReport, { startedAt }: ConformanceReport): TestSuite {
  return {
    name: `MQTT ${version.version}`,
    timeUs: version.durationMs * 1_000,
    timestamp: startedAt,
    cases: [...problemCases(version), ...version.cases.map(testCase)],
  };
}

/** What makes every pass of the version doubtful is red by itself. */
function problemCases({ version, problems, unsupported }: VersionReport): TestCase[] {
  const classname = `${plain(version)}.run`;
  const skipped: TestCase[] =
    unsupported === undefined
      ? []
      : [{ classname, name: 'the version is run', outcome: { kind: 'skipped', message: unsupported } }];
  if (problems.length === 0) return skipped;
  const [message = ''] = problems;
  const outcome: TestOutcome = { kind: 'error', message, body: problems.join('\n') };
  return [...skipped, { classname, name: 'the target is well throughout', outcome }];
}

/** Where no single case is red: nothing passed, or a SHOULD counts. */
function verdictSuite({ verdict, startedAt, versions }: ConformanceReport): TestSuite {
  const warned = versions.flatMap(({ cases }) => cases).filter((one) => one.verdict === 'warn');
  const clashes = versions.flatMap(({ capabilities = [] }) =>
    capabilities.flatMap(({ title, contradictions }) => contradictions.map((one) => `${title}: ${one}`)),
  );
  const outcome: TestOutcome =
    verdict === 'fail'
      ? {
          kind: 'failure',
          message: warned.length > 0 ? 'a SHOULD is broken' : 'what the target says of itself is not so',
          body: [...warned.map(details), ...clashes].join('\n\n'),
        }
      : { kind: 'error', message: 'nothing was proved' };
  const one = { classname: 'conformance.run', name: 'the suite has a verdict', outcome };
  return { name: 'verdict', timeUs: 0, timestamp: startedAt, cases: [one] };
}

function testCase(one: CaseReport): TestCase {
  return {
    classname: `${plain(one.version)}.${one.section === '' ? 'own' : plain(one.section)}`,
    name: `${one.id} ${one.title}`,
    timeUs: one.durationMs * 1_000,
    outcome: outcomeOf(one),
    ...(one.verdict === 'warn' && { out: `warning: ${details(one)}` }),
  };
}

/** CI servers take a dot for the border of a package. */
function plain(text: string): string {
  return text.replaceAll('.', '_');
}

function outcomeOf(one: CaseReport): TestOutcome {
  const said = one.reason ?? one.actual ?? '';
  switch (one.verdict) {
    case 'fail':
    case 'unexpected-pass':
      return { kind: 'failure', message: `${one.id}: ${said}`, body: details(one) };
    case 'inconclusive':
      return { kind: 'error', message: said, body: `replay: ${one.replay}` };
    case 'skipped':
    case 'vacuous':
    case 'expected-failure':
      return { kind: 'skipped', message: `${one.verdict}: ${said}` };
    case 'warn':
    case 'pass':
      return PASSED;
  }
}

function details(one: CaseReport): string {
  return [
    `${one.level}: ${one.summary}`,
    `expected: ${one.expected ?? ''}`,
    `actual:   ${one.actual ?? ''}`,
    ...one.packets.map(
      ({ tMs, link, direction, text }) => `${tMs.toFixed(1)} ms  ${link} ${ARROWS[direction]} ${text}`,
    ),
    `replay: ${one.replay}`,
  ]
    .map((line) => line.replaceAll('\n', String.raw`\n`))
    .join('\n');
}

const ARROWS = { out: '->', in: '<-', note: '  ' } as const;
