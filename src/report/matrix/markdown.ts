import type { Matrix, MatrixColumn, MatrixVersion } from '../../results/matrix.ts';
import { fitDocument } from '../markdown/document.ts';
import { code, prose } from '../markdown/escape.ts';
import { table } from '../markdown/table.ts';
import type { TableOptions } from '../markdown/table.ts';
import { LEGEND, markOf } from './marks.ts';

const ALL: TableOptions = { rowsMax: Number.POSITIVE_INFINITY, charsMax: Number.POSITIVE_INFINITY };
const NAME_CHARS_MAX = 60;
/** Both versions together fit a comment. */
const ROWS: TableOptions = { rowsMax: 400, charsMax: 26_000, more: 'statements' };

/** Brokers × statements, for a comment or a page. */
export function renderMatrixMarkdown(matrix: Matrix): string {
  return fitDocument([
    { rank: 0, lines: ['## MQTT conformance: brokers and statements'] },
    { rank: 1, lines: matrixSummary(matrix) },
    { rank: 1, lines: [LEGEND] },
    ...matrix.versions.map((version) => ({ rank: 2, lines: matrixSheet(version, ROWS) })),
  ]);
}

/** A row for each broker and version. */
function matrixSummary({ versions }: Matrix): string[] {
  const rows = versions.flatMap(({ version, columns }) =>
    columns.map((column) => [prose(column.name), code(column.target), version, ...countCells(column)]),
  );
  return table(['broker', 'target', 'MQTT', ...COUNT_HEADS], rows, {
    aligns: ['left', 'left', 'left', 'right', 'right', 'right', 'right', 'right'],
  });
}

export const COUNT_HEADS = ['pass', 'known', 'new', 'warn', 'inconclusive'] as const;

/** `known`: failures that the profile or the baseline expects. */
export function countCells({ counts, unsupported }: MatrixColumn): string[] {
  if (unsupported !== undefined) return [`not run: ${prose(unsupported)}`, '', '', '', ''];
  return [
    counts.pass,
    counts['expected-failure'],
    counts.fail + counts['unexpected-pass'],
    counts.warn,
    counts.inconclusive,
  ].map(String);
}

/** A heading and the table of one version; columns in which nothing ran are left out. */
export function matrixSheet(
  { version, columns, rows }: MatrixVersion,
  options: TableOptions = ALL,
): string[] {
  const shown = columns.flatMap(({ unsupported }, index) => (unsupported === undefined ? [index] : []));
  const head = [
    'statement',
    'level',
    ...shown.map((index) => prose(columns[index]?.name ?? '', NAME_CHARS_MAX)),
  ];
  const lines = rows.map(({ statement, level, cells }) => [
    prose(statement),
    level,
    ...shown.map((index) => markOf(cells[index] ?? 'absent')),
  ]);
  return [`## MQTT ${version}`, '', ...table(head, lines, options)];
}
