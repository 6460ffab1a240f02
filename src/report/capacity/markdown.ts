import { formatDurationUs } from '../../base/units.ts';
import { pointFigures, type CapacityPoint, type CapacityReport } from '../../results/capacity.ts';
import { formatCount, formatRate } from '../format.ts';
import { fitDocument } from '../markdown/document.ts';
import { code, fenced, prose } from '../markdown/escape.ts';
import { table } from '../markdown/table.ts';
import { icon, verdictWords } from '../markdown/verdict.ts';
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

const COMMAND_CHARS_MAX = 2_000;
/** Most reasons are about the same few thresholds. */
const REASONS_MAX = 20;

/** `report.md`: the answer first, then the points, then what they cost and what the law says of them. */
export function renderCapacityMarkdown(report: CapacityReport): string {
  return fitDocument([
    { rank: 0, lines: headLines(report) },
    { rank: 1, lines: report.verdictReasons.slice(0, REASONS_MAX).map((reason) => `- ${prose(reason)}`) },
    { rank: 2, lines: pointLines(report) },
    { rank: 3, lines: costSection(report) },
    { rank: 4, lines: lawLines(report) },
    {
      rank: 2,
      lines: titled(
        'To know',
        report.caveats.map((text) => `- ${prose(text)}`),
      ),
    },
    { rank: 1, lines: ['Search again:', '', ...fenced([report.command.slice(0, COMMAND_CHARS_MAX)], 'sh')] },
  ]);
}

function headLines(report: CapacityReport): string[] {
  const { verdict, scenario, target, protocol, need, answer } = report;
  const interval = intervalSentence(answer);
  return [
    `## ${verdictWords(verdict)}: capacity, ${prose(scenario.name)}`,
    '',
    ...(need?.sentences ?? []).flatMap((text) => [prose(sentence(text)), '']),
    `**${prose(headline(report))}**`,
    ...(interval === undefined ? [] : ['', prose(interval)]),
    '',
    `Target ${target === '' ? 'unknown' : code(target)}, MQTT ${protocol}, ${formatDurationUs(report.durationUs)}`,
  ];
}

function pointLines({ points, search }: CapacityReport): string[] {
  const head = [
    prose(search.variable),
    'verdict',
    'held',
    'published',
    'delivered',
    'lost',
    'p50',
    'p99',
    'CPU',
  ];
  const aligns = head.map((_, column) => (column === 1 ? ('left' as const) : ('right' as const)));
  return table(head, points.map(pointRow), { aligns, more: 'points' });
}

function pointRow(point: CapacityPoint): string[] {
  const figures = pointFigures(point);
  const shown = (value: number | undefined, format: (value: number) => string): string =>
    value === undefined ? '–' : format(value);
  const held = point.trials.filter(({ verdict }) => verdict === 'held').length;
  const tone = point.verdict === 'held' ? 'pass' : point.verdict === 'inconclusive' ? 'inconclusive' : 'fail';
  return [
    formatLoad(point.load),
    `${icon(tone)} ${POINT_WORDS[point.verdict]}`,
    `${held}/${point.trials.length}`,
    shown(figures.published, formatRate),
    shown(figures.delivered, formatRate),
    formatCount(figures.lost),
    shown(figures.e2eP50Us, formatDurationUs),
    shown(figures.e2eP99Us, formatDurationUs),
    shown(figures.cpuPerSecond, (value) => `${Math.round(value * 100)} %`),
  ];
}

function costSection({ cost }: CapacityReport): string[] {
  if (cost.source === undefined) return [];
  return titled(
    'Cost of the target',
    costLines(cost).map(({ label, text }) => `- ${label}: ${prose(text)}`),
  );
}

function lawLines({ scalability }: CapacityReport): string[] {
  const lines = scalability.fitted
    ? [...parameterLines(scalability), ...scalability.reading, ...predictionLines(scalability)]
    : [`not fitted: ${scalability.reason}`];
  return titled(
    'Universal Scalability Law',
    lines.map((text) => `- ${prose(text)}`),
  );
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`### ${title}`, '', ...lines];
}
