import { formatDurationUs } from '../../base/units.ts';
import { pointFigures, type CapacityPoint, type CapacityReport } from '../../results/capacity.ts';
import type { Verdict } from '../../results/model.ts';
import { formatAmount, formatCount, formatRate } from '../format.ts';
import { printable, printableDeep } from '../printable.ts';
import { fileSection } from '../terminal/facts-section.ts';
import type { SectionContext } from '../terminal/context.ts';
import { columns, indent, wrap, type Align } from '../terminal/layout.ts';
import { createPaint, sign, type ColorLevel } from '../terminal/paint.ts';
import {
  costLines,
  formatLoad,
  headline,
  intervalSentence,
  parameterLines,
  POINT_WORDS,
  predictionLines,
  sentence,
} from './words.ts';

export interface CapacityTerminalOptions {
  readonly colorLevel: ColorLevel;
  readonly width: number;
  /** Paths of the files that were written. */
  readonly files?: readonly string[];
}

const WIDTH_MIN = 60;
const WIDTH_MAX = 140;

const WORDS: Readonly<Record<Verdict, string>> = {
  pass: 'PASS',
  fail: 'FAIL',
  inconclusive: 'INCONCLUSIVE',
  skipped: 'SKIPPED',
};

/** The answer first, then what it rests on. */
export function renderCapacityTerminal(report: CapacityReport, options: CapacityTerminalOptions): string {
  const shown = printableDeep(report);
  const context: SectionContext = {
    paint: createPaint(options.colorLevel),
    width: Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, options.width)),
    clauseText: () => undefined,
  };
  const blocks = [
    headSection(shown, context),
    needSection(shown, context),
    pointSection(shown, context),
    costSection(shown, context),
    scalabilitySection(shown, context),
    caveatSection(shown, context),
    factSection(shown, context),
    fileSection((options.files ?? []).map(printable), context),
  ].filter((block) => block.length > 0);
  return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
}

function headSection(report: CapacityReport, context: SectionContext): string[] {
  const { paint, width } = context;
  const interval = intervalSentence(report.answer);
  return [
    [
      paint.verdict(report.verdict, paint.strong(WORDS[report.verdict])),
      paint.strong(`capacity of ${report.target === '' ? 'the target' : report.target}`),
      `MQTT ${report.protocol}`,
      report.scenario.name,
      formatDurationUs(report.durationUs),
    ].join('  '),
    ...sentences([headline(report), ...(interval === undefined ? [] : [interval])], context),
    ...report.verdictReasons.flatMap((reason) => indent(wrap(`• ${reason}`, width - 2, 2))),
  ];
}

function needSection({ need }: CapacityReport, context: SectionContext): string[] {
  if (need === undefined) return [];
  return [context.paint.heading('Need'), ...sentences(need.sentences.map(sentence), context)];
}

function pointSection({ points, search }: CapacityReport, context: SectionContext): string[] {
  const { paint, width } = context;
  if (points.length === 0) return [];
  const head = ['', search.variable, '', 'trials', 'published', 'delivered', 'lost', 'p50', 'p99', 'CPU'];
  const rows = points.map((point) => pointRow(point, context));
  const aligns: Align[] = ['left', 'right', 'left', ...head.slice(3).map((): Align => 'right')];
  const reasons = points.flatMap(({ load, trials }) =>
    [...new Set(trials.flatMap((trial) => trial.reasons))].map((reason) => `${formatLoad(load)}: ${reason}`),
  );
  return [
    paint.heading('Points'),
    ...indent(columns([head.map((text) => paint.dim(text)), ...rows], aligns)),
    ...indent([paint.dim('medians of the trials; the latency is the worst of them')]),
    ...reasons.flatMap((reason) => indent(wrap(reason, width - 2, 2))),
  ];
}

function pointRow(point: CapacityPoint, { paint }: SectionContext): string[] {
  const figures = pointFigures(point);
  const optional = (value: number | undefined, format: (value: number) => string): string =>
    value === undefined ? '–' : format(value);
  const held = point.trials.filter(({ verdict }) => verdict === 'held').length;
  return [
    sign(signVerdict(point), paint),
    formatLoad(point.load),
    POINT_WORDS[point.verdict],
    `${held}/${point.trials.length}`,
    optional(figures.published, formatRate),
    optional(figures.delivered, formatRate),
    formatCount(figures.lost),
    optional(figures.e2eP50Us, formatDurationUs),
    optional(figures.e2eP99Us, formatDurationUs),
    optional(figures.cpuPerSecond, (value) => `${Math.round(value * 100)} %`),
  ];
}

function signVerdict({ verdict }: CapacityPoint): Verdict {
  if (verdict === 'held') return 'pass';
  return verdict === 'inconclusive' ? 'inconclusive' : 'fail';
}

function costSection({ cost }: CapacityReport, { paint, width }: SectionContext): string[] {
  if (cost.source === undefined) return [];
  return [
    paint.heading('Cost of the target'),
    ...costLines(cost).flatMap(({ label, text }) => {
      const [first = '', ...rest] = wrap(text, width - 28);
      return indent([`${paint.dim(label.padEnd(24))}  ${first}`, ...indent(rest, 26)]);
    }),
  ];
}

function scalabilitySection({ scalability }: CapacityReport, context: SectionContext): string[] {
  const { paint } = context;
  const head = paint.heading('Universal Scalability Law');
  if (!scalability.fitted) return [head, ...sentences([`Not fitted: ${scalability.reason}.`], context)];
  return [
    head,
    ...indent(parameterLines(scalability)),
    ...sentences([...scalability.reading, ...predictionLines(scalability)].map(sentence), context),
  ];
}

function caveatSection({ caveats }: CapacityReport, context: SectionContext): string[] {
  if (caveats.length === 0) return [];
  return [
    context.paint.heading('To know'),
    ...caveats.flatMap((text) => indent(wrap(`• ${text}`, context.width - 2, 2))),
  ];
}

function factSection(report: CapacityReport, { paint }: SectionContext): string[] {
  const { scenario, host, tool, search, startedAt, command } = report;
  const fact = (label: string, text: string): string => `  ${paint.dim(label.padEnd(10))}${text}`;
  return [
    paint.heading('Search'),
    fact('command', command),
    fact('criteria', search.thresholds.join(' · ')),
    fact(
      'search',
      `${search.variable} from ${formatLoad(search.start)}, precision ${search.precision * 100} %, ${formatAmount(search.repeats, 'repeats')}, ${report.points.reduce((sum, { trials }) => sum + trials.length, 0)} trials`,
    ),
    fact('scenario', `${scenario.file}  seed ${scenario.seed}`),
    fact('versions', `${tool.name} ${tool.version}, Node.js ${host.node.replace(/^v/u, '')}`),
    fact('host', `${host.os} ${host.arch}, ${host.cpuCount} × ${host.cpu}`),
    fact('started', startedAt),
  ];
}

function sentences(texts: readonly string[], { width }: SectionContext): string[] {
  return texts.flatMap((text) => indent(wrap(text, width - 2, 2)));
}
