import { CsvError, parse } from 'csv-parse/sync';
import { readFileSync, statSync } from 'node:fs';
import { messageOf } from '../base/errors.ts';
import { RowsBuilder, type RowsResult } from '../scenario/rows.ts';

const FILE_BYTES_MAX = 256 * 1024 * 1024;
const COLUMNS_MAX = 100;
const FIELD_BYTES_MAX = 65_535;
const ROWS_MAX = 10_000_000;

/** Reads CSV files for `rows`, each once. What is wrong with one is told with its line, never with what stands in it. */
export function rowsReader(): (file: string) => RowsResult {
  const known = new Map<string, RowsResult>();
  return (file) => {
    let result = known.get(file);
    if (result === undefined) known.set(file, (result = readRows(file)));
    return result;
  };
}

function readRows(file: string): RowsResult {
  let text: string;
  try {
    if (statSync(file).size > FILE_BYTES_MAX) return problem(file, `more than ${FILE_BYTES_MAX} bytes`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return problem(file, `it cannot be read: ${messageOf(error)}`);
  }
  return parseRows(text, file);
}

/** The rows in `text`, CSV as RFC 4180 has it, with a header line; `file` is its name in messages. */
export function parseRows(text: string, file: string): RowsResult {
  let builder: RowsBuilder | undefined;
  try {
    parse(text, {
      bom: true,
      skip_empty_lines: true,
      max_record_size: COLUMNS_MAX * FIELD_BYTES_MAX,
      on_record: (fields: readonly string[], { lines }) => {
        if (builder === undefined) builder = new RowsBuilder(header(fields, lines));
        else addRow(builder, fields, lines);
        return null;
      },
    });
  } catch (error) {
    if (error instanceof RowsError) return problem(`${file}:${error.line}`, error.message);
    if (error instanceof CsvError) return problem(`${file}:${lineOf(error)}`, sentenceOf(error));
    throw error;
  }
  if (builder === undefined) return problem(file, 'it has no header line');
  return { ok: true, rows: builder.build() };
}

class RowsError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

function header(names: readonly string[], line: number): readonly string[] {
  if (names.length > COLUMNS_MAX)
    throw new RowsError(line, `${names.length} columns, of at most ${COLUMNS_MAX}`);
  const columns = names.map((name) => name.trim());
  const empty = columns.indexOf('');
  if (empty >= 0) throw new RowsError(line, `column ${empty + 1} has no name`);
  const twice = columns.findIndex((name, at) => columns.indexOf(name) !== at);
  if (twice >= 0) throw new RowsError(line, `column ${twice + 1} has the name of another one`);
  return columns;
}

function addRow(builder: RowsBuilder, fields: readonly string[], line: number): void {
  if (builder.count >= ROWS_MAX) throw new RowsError(line, `more than ${ROWS_MAX} rows`);
  const long = fields.findIndex((field) => Buffer.byteLength(field) > FIELD_BYTES_MAX);
  if (long >= 0) throw new RowsError(line, `field ${long + 1} has more than ${FIELD_BYTES_MAX} bytes`);
  builder.add(fields);
}

/** The library's own sentences quote the file. */
function sentenceOf({ code }: CsvError): string {
  switch (code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return 'another number of fields than the header line';
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is never closed';
    case 'CSV_MAX_RECORD_SIZE':
      return 'the line is too long';
    default:
      return 'a quote stands inside a field';
  }
}

function lineOf(error: CsvError): number {
  return typeof error['lines'] === 'number' ? error['lines'] : 1;
}

function problem(place: string, sentence: string): RowsResult {
  return { ok: false, problem: `${place}: ${sentence}` };
}
