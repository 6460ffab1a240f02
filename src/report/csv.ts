/** CSV as RFC 4180 has it. Cells that a spreadsheet would take for a formula begin with an apostrophe. */

export type CsvCell = string | number;

/** Lines end in CR LF, the first one is the head; quoted where it has to be. */
export function renderCsv(head: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

const FORMULA = /^[=+\-@\t\r\n]/u;

function cellText(cell: CsvCell): string {
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
