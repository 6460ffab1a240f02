import { CASE_VERDICTS, countVerdicts } from '../../results/conformance.ts';
import type {
  CapabilityReport,
  CaseReport,
  CaseVerdict,
  ConformanceReport,
  VersionReport,
} from '../../results/conformance.ts';
import { fitDocument, details } from '../markdown/document.ts';
import type { Block } from '../markdown/document.ts';
import { code, fenced, prose } from '../markdown/escape.ts';
import { table } from '../markdown/table.ts';
import { verdictWords } from '../markdown/verdict.ts';
import { capabilityValue, foundWords } from './capability-words.ts';

/** What is told, the worst first. */
const LOUD: readonly CaseVerdict[] = ['fail', 'unexpected-pass', 'inconclusive', 'warn', 'expected-failure'];
const ROWS_MAX = 60;
const CELL_CHARS_MAX = 240;
const OPEN_CHARS_MAX = 20_000;
const FOLDED_CHARS_MAX = 6_000;

/** A summary for a pull request: counts, then whatever is not well, the worst first; never longer than a comment may be. */
export function renderConformanceMarkdown(report: ConformanceReport): string {
  return fitDocument([
    { rank: 0, lines: headLines(report) },
    ...report.versions.map((version) => ({ rank: 1, lines: doubtLines(version) })),
    ...LOUD.map((verdict, index) => unwellBlock(report, verdict, index)),
    ...report.versions.map((version) => ({ rank: 8, lines: capabilityLines(version) })),
    { rank: 1, lines: [`Repeat it:`, '', ...fenced([report.command.slice(0, 2_000)], 'sh')] },
  ]);
}

function headLines(report: ConformanceReport): string[] {
  const rows = report.versions.map((version) => {
    const counts = countVerdicts(version.cases);
    return [version.version, ...CASE_VERDICTS.map((verdict) => String(counts[verdict]))];
  });
  return [
    `## ${verdictWords(report.verdict)}: MQTT conformance`,
    '',
    `Target ${code(report.target)}, seed ${report.seed}, mqtt-bench ${prose(report.tool.version)}, ${prose(report.startedAt)}`,
    '',
    ...table(['version', ...CASE_VERDICTS], rows, {
      aligns: ['left', ...CASE_VERDICTS.map(() => 'right' as const)],
    }),
  ];
}

function doubtLines({ version, unsupported, problems }: VersionReport): string[] {
  return [
    ...(unsupported === undefined ? [] : [`- MQTT ${version} was not run: ${prose(unsupported)}`]),
    ...problems.slice(0, 10).map((problem) => `- MQTT ${version} is doubtful: ${prose(problem)}`),
  ];
}

/** Failures stay open, the rest is folded. */
function unwellBlock({ versions }: ConformanceReport, verdict: CaseVerdict, index: number): Block {
  const cases = versions.flatMap((version) => version.cases).filter((one) => one.verdict === verdict);
  const isOpen = verdict === 'fail' || verdict === 'unexpected-pass';
  const lines = table(['case', 'verdict', 'expected', 'actual'], cases.map(row), {
    more: 'cases',
    rowsMax: ROWS_MAX,
    charsMax: isOpen ? OPEN_CHARS_MAX : FOLDED_CHARS_MAX,
  });
  return { rank: 2 + index, lines: isOpen ? lines : details(`${cases.length} ${verdict}`, lines) };
}

/** What the target can, from three sides. */
function capabilityLines({ version, capabilities = [] }: VersionReport): string[] {
  const said = (value: number | boolean | undefined, { unit }: CapabilityReport): string =>
    value === undefined ? '' : capabilityValue(value, unit);
  const rows = capabilities.map((one) => [
    prose(one.title),
    said(one.declared, one),
    said(one.announced, one),
    prose(foundWords(one)),
    prose(one.contradictions.join('; ')),
  ]);
  const lines = table(['what', 'declared', 'announced', 'found', 'contradiction'], rows, {
    more: 'capabilities',
    rowsMax: ROWS_MAX,
  });
  return lines.length === 0 ? [] : [`### Capabilities, MQTT ${version}`, '', ...lines];
}

function row(one: CaseReport): string[] {
  return [
    `${code(one.id)} ${prose(one.title, CELL_CHARS_MAX)}`,
    one.verdict,
    prose(one.expected ?? '', CELL_CHARS_MAX),
    prose(one.actual ?? one.reason ?? '', CELL_CHARS_MAX),
  ];
}
