import Table from 'cli-table3';

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** What chalk puts around text. */
const COLORS = /\u001b\[[\d;]*m/gu;

export type Align = 'left' | 'right';

/** Lines of columns without borders, each as wide as it needs. */
export function columns(rows: readonly (readonly string[])[], aligns: readonly Align[]): string[] {
  if (rows.length === 0) return [];
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: [...aligns],
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** The first of several ways to say it that no line makes too wide; else the last. */
export function firstThatFits(tables: readonly string[][], width: number): string[] {
  const fits = tables.find((lines) => lines.every((line) => line.replace(COLORS, '').length <= width));
  return fits ?? tables.at(-1) ?? [];
}

export function indent(lines: readonly string[], by = 2): string[] {
  return lines.map((line) => (line === '' ? line : `${' '.repeat(by)}${line}`));
}

/** Breaks plain text at spaces; what is longer than a line stands alone on one. Further lines hang by `hang` columns. */
export function wrap(text: string, width: number, hang = 0): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const room = lines.length === 0 ? width : width - hang;
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((one, index) => (index === 0 ? one : `${' '.repeat(hang)}${one}`));
}
