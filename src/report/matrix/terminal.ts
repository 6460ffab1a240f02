import { CASE_VERDICTS } from '../../results/conformance.ts';
import type { Matrix, MatrixCell, MatrixVersion } from '../../results/matrix.ts';
import type { Verdict } from '../../results/model.ts';
import { printableDeep } from '../printable.ts';
import { columns as table, indent, wrap } from '../terminal/layout.ts';
import { createPaint } from '../terminal/paint.ts';
import type { ColorLevel, Paint } from '../terminal/paint.ts';
import { LEGEND, markOf } from './marks.ts';

export interface MatrixTerminalOptions {
  readonly columns: number;
  readonly color: ColorLevel;
  /** Shows statements that every broker keeps, too. */
  readonly verbose: boolean;
}

const TONES: Readonly<Record<MatrixCell, Verdict>> = {
  pass: 'pass',
  fail: 'fail',
  'unexpected-pass': 'fail',
  'expected-failure': 'fail',
  warn: 'inconclusive',
  inconclusive: 'inconclusive',
  vacuous: 'skipped',
  skipped: 'skipped',
  absent: 'skipped',
};

const WELL: ReadonlySet<MatrixCell> = new Set(['pass', 'vacuous', 'skipped', 'absent']);

/** Brokers by number, one character for each statement. Ends with a line break. */
export function renderMatrix(matrix: Matrix, options: MatrixTerminalOptions): string {
  const shown = printableDeep(matrix);
  const paint = createPaint(options.color);
  const sheets = shown.versions.map((version) => sheet(version, paint, options.verbose));
  const legend = wrap(LEGEND, Math.max(60, options.columns));
  return `${[...sheets, legend].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function sheet({ version, columns, rows }: MatrixVersion, paint: Paint, verbose: boolean): string[] {
  const brokers = columns.map(({ name, target, counts, unsupported }, index) => [
    String(index + 1),
    name,
    target === name ? '' : target,
    unsupported === undefined ? countWords(counts) : `not run: ${unsupported}`,
  ]);
  const told = rows.filter(({ cells }) => verbose || cells.some((cell) => !WELL.has(cell)));
  const head = ['statement', '', ...columns.map((_, index) => String(index + 1))].map((text) =>
    paint.dim(text),
  );
  const lines = told.map(({ statement, level, cells }) => [
    statement,
    paint.dim(level),
    ...cells.map((cell) => paint.verdict(TONES[cell], markOf(cell))),
  ]);
  const kept = rows.length - told.length;
  return [
    paint.heading(`MQTT ${version}`),
    ...indent(table(brokers, ['right', 'left', 'left', 'left'])),
    '',
    ...indent(table([head, ...lines], ['left', 'left', ...columns.map(() => 'right' as const)])),
    ...(kept === 0 ? [] : [paint.dim(`  and ${kept} statements that nobody breaks; --verbose shows them`)]),
  ];
}

function countWords(counts: Matrix['versions'][number]['columns'][number]['counts']): string {
  return CASE_VERDICTS.flatMap((verdict) =>
    counts[verdict] === 0 ? [] : [`${counts[verdict]} ${verdict}`],
  ).join(', ');
}
