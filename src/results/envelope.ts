/** What every kind of results has in common, so that a reader knows a file before it knows its kind. */
import { messageOf } from '../base/errors.ts';
import type { ToolFacts } from './model.ts';
import { formatError, number, object, text } from './decoder.ts';

/** The head of every results file, whatever it holds. `schema/any-results.schema.json` is its twin. */
export interface Envelope {
  /** The kind: `mqtt-bench/results`, `mqtt-bench/conformance` … */
  readonly schema: string;
  /** Of that kind: raised by a change that old readers would misunderstand. New optional fields do not raise it. */
  readonly version: number;
  readonly tool: ToolFacts;
  /** As typed, secrets replaced. */
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

/** Longest results file that is read. */
export const RESULTS_BYTES_MAX = 128 * 1024 * 1024;

type Head = Pick<Envelope, 'schema' | 'version'>;

/** Throws a BenchError `results-format` for what is too long or no JSON. */
export function readJson(json: string, file: string): unknown {
  if (json.length > RESULTS_BYTES_MAX) throw formatError(file, `more than ${RESULTS_BYTES_MAX} bytes`);
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    throw formatError(file, `not JSON: ${messageOf(error)}`);
  }
}

export function headOf(value: unknown, file: string): Head {
  return object<Head>({ schema: text, version: number }, {})(value, `${file}: `);
}

/** Throws a BenchError `results-format` where the file is of another kind, or of a version that is not read here. */
export function assertKind(head: Head, wanted: Head, file: string): void {
  if (head.schema !== wanted.schema) {
    const isOurs = head.schema.startsWith('mqtt-bench/');
    throw formatError(
      file,
      isOurs ? `${head.schema}, not ${wanted.schema}` : `not results of mqtt-bench, but ${head.schema}`,
    );
  }
  if (head.version === wanted.version) return;
  throw formatError(
    file,
    `results version ${head.version}; this mqtt-bench reads version ${wanted.version} of ${wanted.schema}`,
  );
}
