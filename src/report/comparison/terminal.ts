import type { ComparedResults, Comparison, RunComparison } from '../../results/comparison.ts';
import { printableDeep } from '../printable.ts';
import { columns as table, indent, wrap } from '../terminal/layout.ts';
import { createPaint, sign } from '../terminal/paint.ts';
import type { ColorLevel, Paint } from '../terminal/paint.ts';
import {
  changeWords,
  differenceWords,
  headline,
  relativeWords,
  spreadWords,
  verdictCounts,
} from './words.ts';

export interface ComparisonTerminalOptions {
  readonly columns: number;
  readonly color: ColorLevel;
}

const CASES_MAX = 200;

/** Gates first, then what stands in the way of a claim, then the figures. Ends with a line break. */
export function renderComparison(
  comparison: Comparison,
  { columns, color }: ComparisonTerminalOptions,
): string {
  const shown = printableDeep(comparison);
  const paint = createPaint(color);
  const width = Math.max(60, columns);
  const blocks = [
    [paint.verdict(shown.verdict, paint.strong(headline(shown)))],
    sideLines('before', shown.base, paint),
    sideLines('now', shown.new, paint),
    gateLines(shown, paint, width),
    sentenceLines('These cannot be held against each other', shown.obstacles, { paint, width }),
    sentenceLines('Notes', shown.notes, { paint, width }),
    ...shown.runs.map((run) => runLines(run, paint)),
    caseLines(shown, paint),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function sideLines(label: string, results: readonly ComparedResults[], paint: Paint): string[] {
  const rows = results.map(({ file, startedAt, target, toolVersion, verdict }) => [
    sign(verdict, paint),
    file,
    target,
    startedAt,
    `mqtt-bench ${toolVersion}`,
  ]);
  return [paint.heading(label), ...indent(table(rows, ['left', 'left', 'left', 'left', 'left']))];
}

function gateLines({ gates }: Comparison, paint: Paint, width: number): string[] {
  if (gates.length === 0) return [];
  return [
    paint.heading('Fails on'),
    ...gates.flatMap(({ text, verdict, protocol, explanation }) => [
      `  ${sign(verdict, paint)}  ${paint.strong(text)}${protocol === undefined ? '' : `  MQTT ${protocol}`}`,
      ...indent(wrap(explanation, width - 5), 5),
    ]),
  ];
}

function sentenceLines(
  heading: string,
  sentences: readonly string[],
  { paint, width }: { readonly paint: Paint; readonly width: number },
): string[] {
  if (sentences.length === 0) return [];
  const lines = sentences.flatMap((sentence) => indent(wrap(`• ${sentence}`, width - 2, 2)));
  return [paint.heading(heading), ...lines];
}

function runLines({ protocol, baseVerdicts, newVerdicts, metrics, promises }: RunComparison, paint: Paint) {
  const rows = metrics.map((one) => [
    one.metric,
    spreadWords(one.base, one.unit),
    spreadWords(one.new, one.unit),
    differenceWords(one),
    relativeWords(one),
    changeWords(one),
  ]);
  const head = ['metric', 'before', 'now', 'change', '', ''].map((text) => paint.dim(text));
  return [
    `${paint.heading(`MQTT ${protocol}`)}  ${verdictCounts(baseVerdicts)} before, ${verdictCounts(newVerdicts)} now`,
    ...indent(table([head, ...rows], ['left', 'right', 'right', 'right', 'right', 'left'])),
    ...promises.map(
      ({ id, title, base, new: now }) =>
        `  ${id} ${title}: ${base ?? 'not judged'} before, ${now ?? 'not judged'} now`,
    ),
  ];
}

function caseLines({ of, cases }: Comparison, paint: Paint): string[] {
  if (of !== 'conformance') return [];
  if (cases.length === 0) return ['No case has another verdict.'];
  const rows = cases
    .slice(0, CASES_MAX)
    .map(({ kind, id, title, base, new: now }) => [kind, id, `${base ?? '–'} → ${now ?? '–'}`, title]);
  const more = cases.length - rows.length;
  return [
    paint.heading('Cases'),
    ...indent(table(rows, ['left', 'left', 'left', 'left'])),
    ...(more > 0 ? [`  and ${more} more, in comparison.json`] : []),
  ];
}
