import { CASE_VERDICTS, LEVELS } from './conformance.ts';
import type { VerdictCounts } from './conformance.ts';
import { amount, formatError, list, object, oneOf, record, text } from './decoder.ts';
import type { Decoder } from './decoder.ts';
import { CELLS, MATRIX_SCHEMA, MATRIX_VERSION } from './matrix.ts';
import type { Matrix, MatrixColumn, MatrixRow, MatrixVersion } from './matrix.ts';
import { PROTOCOLS } from './model.ts';
import type { ToolFacts } from './model.ts';

const counts: Decoder<VerdictCounts> = (value, place) => {
  const read = record(amount, CASE_VERDICTS)(value, place);
  const missing = CASE_VERDICTS.find((name) => !Object.hasOwn(read, name));
  if (missing !== undefined) throw formatError(`${place}.${missing}`, 'is missing');
  return read as VerdictCounts;
};

const column = object<MatrixColumn>(
  {
    name: text,
    target: text,
    startedAt: text,
    toolVersion: text,
    durationMs: amount,
    counts,
    problems: list(text),
  },
  { unsupported: text },
);

const row = object<MatrixRow>(
  { statement: text, level: oneOf(LEVELS), summary: text, cells: list(oneOf(CELLS)) },
  {},
);

const unchecked = object<MatrixVersion>(
  { version: oneOf(PROTOCOLS), columns: list(column), rows: list(row) },
  {},
);

/** Every row has a cell for each column. */
const version: Decoder<MatrixVersion> = (value, place) => {
  const read = unchecked(value, place);
  const index = read.rows.findIndex(({ cells }) => cells.length !== read.columns.length);
  if (index >= 0)
    throw formatError(`${place}.rows[${index}].cells`, `expected ${read.columns.length} of them`);
  return read;
};

/** The whole of `matrix.json`, its head included. */
export const decodeMatrix = object<Matrix>(
  {
    schema: oneOf([MATRIX_SCHEMA]),
    version: oneOf([MATRIX_VERSION]),
    tool: object<ToolFacts>({ name: oneOf(['mqtt-bench']), version: text }, {}),
    command: text,
    startedAt: text,
    versions: list(version),
  },
  {},
);
