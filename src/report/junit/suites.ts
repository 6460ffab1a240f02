import { xmlAttributes, xmlText } from '../xml.ts';

/**
 * What became of a test, in the words of JUnit. CI servers show `failure` and `error` red and `skipped` neutral, so: `failure`, the
 * target broke something; `error`, it could not be found out; `skipped`, there was nothing to find out.
 */
export type TestOutcome =
  | { readonly kind: 'pass' }
  | { readonly kind: 'failure' | 'error' | 'skipped'; readonly message: string; readonly body?: string };

export interface TestCase {
  /** `group.group`: CI servers fold by it. */
  readonly classname: string;
  readonly name: string;
  readonly timeUs?: number;
  readonly outcome: TestOutcome;
  /** What is worth knowing of a test that is not red. */
  readonly out?: string;
}

export interface TestSuite {
  readonly name: string;
  readonly timeUs: number;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly cases: readonly TestCase[];
}

/** JUnit XML as Jenkins, GitLab and the reporters of GitHub read it. */
export function renderSuites(name: string, suites: readonly TestSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  const head = xmlAttributes({ name, ...countsOf(all), time: seconds(sum(suites)) });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites.map(suiteXml).join('\n')}\n</testsuites>\n`;
}

export const PASSED: TestOutcome = { kind: 'pass' };

export function isRed({ outcome: { kind } }: TestCase): boolean {
  return kind === 'failure' || kind === 'error';
}

function suiteXml({ name, timeUs, timestamp, cases }: TestSuite): string {
  const { failures, errors, ...others } = countsOf(cases);
  const counts = { ...others, failures, errors, skipped: String(countOf(cases, 'skipped')) };
  const head = xmlAttributes({ name, ...counts, time: seconds(timeUs), timestamp });
  return `  <testsuite${head}>\n${cases.map(caseXml).join('\n')}\n  </testsuite>`;
}

function caseXml({ classname, name, timeUs = 0, outcome, out }: TestCase): string {
  const head = xmlAttributes({ classname, name, time: seconds(timeUs) });
  const parts = [
    ...(outcome.kind === 'pass' ? [] : [outcomeXml(outcome)]),
    ...(out === undefined || out === '' ? [] : [`<system-out>${xmlText(out)}</system-out>`]),
  ];
  return parts.length === 0 ? `    <testcase${head}/>` : `    <testcase${head}>${parts.join('')}</testcase>`;
}

function outcomeXml({ kind, message, body = '' }: Exclude<TestOutcome, { kind: 'pass' }>): string {
  const type = kind === 'skipped' ? {} : { type: kind === 'failure' ? 'broken' : 'inconclusive' };
  const head = xmlAttributes({ message, ...type });
  return body === '' ? `<${kind}${head}/>` : `<${kind}${head}>${xmlText(body)}</${kind}>`;
}

function countsOf(cases: readonly TestCase[]) {
  return {
    tests: String(cases.length),
    failures: String(countOf(cases, 'failure')),
    errors: String(countOf(cases, 'error')),
  };
}

function countOf(cases: readonly TestCase[], wanted: TestOutcome['kind']): number {
  return cases.filter(({ outcome: { kind } }) => kind === wanted).length;
}

function sum(suites: readonly TestSuite[]): number {
  return suites.reduce((total, { timeUs }) => total + timeUs, 0);
}

function seconds(us: number): string {
  return (us / 1_000_000).toFixed(3);
}
