export type CellAlign = 'left' | 'right';

const RULES: Readonly<Record<CellAlign, string>> = { left: '---', right: '---:' };

/** Rows beyond this many are counted, not shown. */
const ROWS_MAX = 40;

/** Characters of all rows together: what a hostile text blows up must not push out the rest of the document. */
const CHARS_MAX = 12_000;

export interface TableOptions {
  readonly aligns?: readonly CellAlign[];
  /** Names the rows that are left out: `thresholds`. */
  readonly more?: string;
  readonly rowsMax?: number;
  readonly charsMax?: number;
}

/** A table of cells that are Markdown already. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { aligns = [], more = 'rows', rowsMax = ROWS_MAX, charsMax = CHARS_MAX }: TableOptions = {},
): string[] {
  if (rows.length === 0) return [];
  const rules = head.map((_, column) => RULES[aligns[column] ?? 'left']);
  const shown = linesWithin(rows.slice(0, rowsMax), charsMax);
  const omitted = rows.length - shown.length;
  return [
    line(head),
    line(rules),
    ...shown,
    ...(omitted > 0 ? ['', `and ${omitted} more ${more}, in the results`] : []),
  ];
}

function linesWithin(rows: readonly (readonly string[])[], charsMax: number): string[] {
  const lines: string[] = [];
  let chars = 0;
  for (const row of rows) {
    const text = line(row);
    chars += text.length;
    if (chars > charsMax) break;
    lines.push(text);
  }
  return lines;
}

/** Cells of one line: no line break can end the row early. */
function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replace(/[\r\n]+/gu, ' ')).join(' | ')} |`;
}
