import {
  CASE_VERDICTS,
  countVerdicts,
  type CapabilityReport,
  type CaseReport,
  type ConformanceReport,
} from '../../results/conformance.ts';
import { capabilityValue, foundWords } from './capability-words.ts';
import { printable } from '../printable.ts';

/** A summary for a pull request: counts, then whatever is not well. */
export function renderConformanceMarkdown(report: ConformanceReport): string {
  const lines = [
    `## MQTT conformance: ${report.verdict.toUpperCase()}`,
    '',
    `Target ${code(report.target)}, seed ${report.seed}, mqtt-bench ${report.tool.version}, ${report.startedAt}`,
    '',
    `| version | ${CASE_VERDICTS.join(' | ')} |`,
    `| --- |${CASE_VERDICTS.map(() => ' ---: |').join('')}`,
    ...report.versions.map((version) => {
      const counts = countVerdicts(version.cases);
      return `| ${version.version} | ${CASE_VERDICTS.map((verdict) => String(counts[verdict])).join(' | ')} |`;
    }),
  ];
  for (const version of report.versions) {
    if (version.unsupported !== undefined)
      lines.push('', `MQTT ${version.version} was not run: ${text(version.unsupported)}`);
    for (const problem of version.problems)
      lines.push('', `MQTT ${version.version} is doubtful: ${text(problem)}`);
  }
  const unwell = report.versions
    .flatMap((version) => version.cases)
    .filter(({ verdict }) => LOUD.has(verdict));
  if (unwell.length > 0)
    lines.push('', '| case | verdict | expected | actual |', '| --- | --- | --- | --- |', ...unwell.map(row));
  for (const { version, capabilities = [] } of report.versions)
    if (capabilities.length > 0)
      lines.push('', `### Capabilities, MQTT ${version}`, '', ...capabilityTable(capabilities));
  return `${lines.join('\n')}\n`;
}

function capabilityTable(capabilities: readonly CapabilityReport[]): string[] {
  const said = (value: number | boolean | undefined, { unit }: CapabilityReport): string =>
    value === undefined ? '' : capabilityValue(value, unit);
  return [
    '| what | declared | announced | found | contradiction |',
    '| --- | --- | --- | --- | --- |',
    ...capabilities.map((one) => {
      const cells = [
        said(one.declared, one),
        said(one.announced, one),
        foundWords(one),
        one.contradictions.join('; '),
      ];
      return `| ${[one.title, ...cells].map(text).join(' | ')} |`;
    }),
  ];
}

const LOUD: ReadonlySet<string> = new Set([
  'fail',
  'warn',
  'inconclusive',
  'unexpected-pass',
  'expected-failure',
]);

function row(one: CaseReport): string {
  return `| ${code(one.id)} ${text(one.title)} | ${one.verdict} | ${text(one.expected ?? '')} | ${text(one.actual ?? one.reason ?? '')} |`;
}

function text(raw: string): string {
  return printable(raw).replace(/[\\`*_{}[\]<>|#]/gu, String.raw`\$&`);
}

function code(raw: string): string {
  return `\`${printable(raw)
    .replaceAll('`', "'")
    .replaceAll('|', String.raw`\|`)}\``;
}
