import { COMPARISON_SCHEMA, COMPARISON_VERSION } from './comparison.ts';
import { CAPACITY_SCHEMA, CAPACITY_VERSION } from './capacity.ts';
import { CONFORMANCE_SCHEMA, CONFORMANCE_VERSION } from './conformance.ts';
import type { Decoder } from './decoder.ts';
import { formatError } from './decoder.ts';
import { assertKind, headOf, readJson } from './envelope.ts';
import type { Envelope } from './envelope.ts';
import { MATRIX_SCHEMA, MATRIX_VERSION } from './matrix.ts';
import { RESULTS_SCHEMA, RESULTS_VERSION } from './model.ts';
import { decodeResults } from './parse.ts';
import { decodeComparison } from './parse-comparison.ts';
import { decodeCapacity } from './parse-capacity.ts';
import { decodeConformance } from './parse-conformance.ts';
import { decodeMatrix } from './parse-matrix.ts';

/** One kind of results: how it is told from the others, what its file is called, and how it is read. */
interface ResultKind {
  readonly schema: string;
  readonly version: number;
  /** Name in a run directory. */
  readonly file: string;
  readonly decode: Decoder<Envelope>;
}

/** Every kind that is written and read. A new one is a line here, a model, a decoder and a schema. */
export const RESULT_KINDS = [
  { schema: RESULTS_SCHEMA, version: RESULTS_VERSION, file: 'results.json', decode: decodeResults },
  {
    schema: CONFORMANCE_SCHEMA,
    version: CONFORMANCE_VERSION,
    file: 'conformance.json',
    decode: decodeConformance,
  },
  {
    schema: COMPARISON_SCHEMA,
    version: COMPARISON_VERSION,
    file: 'comparison.json',
    decode: decodeComparison,
  },
  { schema: CAPACITY_SCHEMA, version: CAPACITY_VERSION, file: 'capacity.json', decode: decodeCapacity },
  { schema: MATRIX_SCHEMA, version: MATRIX_VERSION, file: 'matrix.json', decode: decodeMatrix },
] as const satisfies readonly ResultKind[];

/** Told apart by `schema`. */
export type AnyResults = ReturnType<(typeof RESULT_KINDS)[number]['decode']>;
export type ResultsSchema = AnyResults['schema'];

/**
 * Reads results of any kind back. `file` is only for messages. Throws a BenchError `results-format` that names file and place,
 * for what is no JSON, no results, of a version that is not read here, or damaged.
 */
export function parseAnyResults(json: string, file: string): AnyResults {
  const value = readJson(json, file);
  const head = headOf(value, file);
  const kind = RESULT_KINDS.find(({ schema }) => schema === head.schema);
  if (kind === undefined)
    throw formatError(file, `not results that this mqtt-bench reads, but ${head.schema}`);
  assertKind(head, kind, file);
  return kind.decode(value, `${file}: `);
}
