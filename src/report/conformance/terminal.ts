import {
  countVerdicts,
  type CapabilityReport,
  type CaseReport,
  type CaseVerdict,
  type ConformanceReport,
  type VersionReport,
} from '../../results/conformance.ts';
import { capabilityValue, foundWords } from './capability-words.ts';
import { printable } from '../printable.ts';
import { indent, wrap } from '../terminal/layout.ts';
import { createPaint, type ColorLevel, type Paint } from '../terminal/paint.ts';

export interface ConformanceTerminalOptions {
  readonly columns: number;
  readonly color: ColorLevel;
  /** Shows cases that are well, too. */
  readonly verbose: boolean;
}

const PACKETS_SHOWN = 24;

const SIGNS: Readonly<Record<CaseVerdict, string>> = {
  pass: '✓',
  fail: '✗',
  warn: '!',
  inconclusive: '?',
  skipped: '–',
  vacuous: '○',
  'expected-failure': '≈',
  'unexpected-pass': '✗',
};

/** What is told at length. */
const LOUD: ReadonlySet<CaseVerdict> = new Set(['fail', 'warn', 'inconclusive', 'unexpected-pass']);

/** The whole report as a tree by section; ends with a line break. */
export function renderConformance(report: ConformanceReport, options: ConformanceTerminalOptions): string {
  const page = new Page(options);
  for (const version of report.versions) page.version(version);
  page.summary(report);
  return `${page.lines.join('\n')}\n`;
}

class Page {
  readonly lines: string[] = [];
  readonly #paint: Paint;
  readonly #width: number;
  readonly #verbose: boolean;

  constructor({ columns, color, verbose }: ConformanceTerminalOptions) {
    this.#paint = createPaint(color);
    this.#width = Math.max(40, columns);
    this.#verbose = verbose;
  }

  version(report: VersionReport): void {
    this.lines.push('', this.#paint.heading(`MQTT ${report.version}`));
    if (report.unsupported !== undefined) this.#text(`not run: ${report.unsupported}`, 2);
    for (const problem of report.problems) this.#text(`the run is doubtful: ${problem}`, 2);
    for (const [section, cases] of bySection(report.cases)) this.#section(section, cases);
    this.#capabilities(report.capabilities ?? []);
  }

  summary(report: ConformanceReport): void {
    this.lines.push('');
    for (const version of report.versions) {
      const counts = countVerdicts(version.cases);
      const parts = Object.entries(counts).flatMap(([verdict, count]) =>
        count === 0 ? [] : [`${count} ${verdict}`],
      );
      this.#text(
        `MQTT ${version.version}: ${parts.join(', ') || 'nothing ran'} in ${version.durationMs / 1000} s`,
        0,
      );
    }
    const word = this.#paint.verdict(report.verdict, this.#paint.strong(report.verdict.toUpperCase()));
    this.lines.push(`${word}  ${printable(report.target)}  seed ${report.seed}`);
  }

  #capabilities(capabilities: readonly CapabilityReport[]): void {
    if (capabilities.length === 0) return;
    this.lines.push(`  ${this.#paint.strong('capabilities')}`);
    for (const one of capabilities) {
      const { title, unit, declared, announced, contradictions } = one;
      const said = [
        ...(declared === undefined ? [] : [`declared ${capabilityValue(declared, unit)}`]),
        ...(announced === undefined ? [] : [`announced ${capabilityValue(announced, unit)}`]),
      ];
      const aside = said.length === 0 ? '' : ` (${said.join(', ')})`;
      this.#text(`${title}: ${foundWords(one)}${aside}`, 4);
      for (const clash of contradictions)
        this.lines.push(`      ${this.#paint.verdict('inconclusive', '!')} ${printable(clash)}`);
    }
  }

  #section(section: string, cases: readonly CaseReport[]): void {
    const counts = countVerdicts(cases);
    const well = counts.pass + counts['expected-failure'];
    const rest = cases.length - well - counts.skipped - counts.vacuous;
    const facts = [
      `${well} pass`,
      ...(counts.skipped === 0 ? [] : [`${counts.skipped} skipped`]),
      ...(counts.vacuous === 0 ? [] : [`${counts.vacuous} vacuous`]),
      ...(rest === 0 ? [] : [this.#paint.strong(`${rest} not well`)]),
    ];
    const worst = rest === 0 ? this.#paint.verdict('pass', '✓') : this.#paint.verdict('fail', '✗');
    this.lines.push(`  ${worst} ${this.#paint.strong(section)}  ${this.#paint.dim(facts.join(' · '))}`);
    for (const one of cases) if (this.#verbose || LOUD.has(one.verdict)) this.#case(one);
  }

  #case(one: CaseReport): void {
    const color =
      one.verdict === 'fail' || one.verdict === 'unexpected-pass'
        ? 'fail'
        : one.verdict === 'pass'
          ? 'pass'
          : 'inconclusive';
    const head = `${this.#paint.verdict(color, SIGNS[one.verdict])} ${this.#paint.strong(one.id)}  ${printable(one.title)}`;
    this.lines.push(`    ${head}`);
    if (this.#verbose && one.reason !== undefined) this.#text(one.reason, 8);
    if (!LOUD.has(one.verdict)) return;
    if (one.summary !== '') this.#text(`${one.level}: ${one.summary}`, 8);
    if (one.expected !== undefined) this.#text(`expected  ${one.expected}`, 8);
    if (one.actual !== undefined) this.#text(`actual    ${one.actual}`, 8);
    if (one.reason !== undefined && !this.#verbose) this.#text(`reason    ${one.reason}`, 8);
    for (const note of one.notes) this.#text(`note      ${note}`, 8);
    if (one.verdict === 'fail' || one.verdict === 'unexpected-pass') this.#packets(one);
    this.#text(`replay    ${one.replay}`, 8);
  }

  #packets({ packets }: CaseReport): void {
    for (const { tMs, link, direction, text } of packets.slice(-PACKETS_SHOWN)) {
      const arrow = direction === 'out' ? '→' : direction === 'in' ? '←' : ' ';
      this.#text(`${tMs.toFixed(1).padStart(9)} ms  ${link} ${arrow} ${text}`, 8);
    }
  }

  #text(text: string, by: number): void {
    this.lines.push(...indent(wrap(printable(text), this.#width - by, 10), by));
  }
}

function bySection(cases: readonly CaseReport[]): Map<string, CaseReport[]> {
  const sections = new Map<string, CaseReport[]>();
  for (const one of cases) {
    const key = one.section === '' ? 'own rules' : one.section.split('.').slice(0, 2).join('.');
    sections.set(key, [...(sections.get(key) ?? []), one]);
  }
  return sections;
}
