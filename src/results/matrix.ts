/**
 * The versioned model of a matrix: several results of the conformance suite beside each other, brokers × statements. `matrix.json`
 * holds it; `schema/matrix.schema.json` is its twin.
 */
import type { CaseVerdict, CaseReport, VerdictCounts } from './conformance.ts';
import { CASE_VERDICTS } from './conformance.ts';
import type { Envelope } from './envelope.ts';
import type { ProtocolName } from './model.ts';

export const MATRIX_SCHEMA = 'mqtt-bench/matrix';
export const MATRIX_VERSION = 1;

export interface Matrix extends Envelope {
  readonly schema: typeof MATRIX_SCHEMA;
  readonly version: typeof MATRIX_VERSION;
  /** One for each protocol version that any of them was judged at. */
  readonly versions: readonly MatrixVersion[];
}

export interface MatrixVersion {
  readonly version: ProtocolName;
  readonly columns: readonly MatrixColumn[];
  readonly rows: readonly MatrixRow[];
}

/** One broker, as it was judged once. */
export interface MatrixColumn {
  readonly name: string;
  readonly target: string;
  readonly startedAt: string;
  readonly toolVersion: string;
  readonly durationMs: number;
  readonly counts: VerdictCounts;
  /** What makes its passes doubtful. */
  readonly problems: readonly string[];
  /** Why there is nothing in it. */
  readonly unsupported?: string;
}

/** `absent`: no case of the statement ran. */
export const CELLS = [...CASE_VERDICTS, 'absent'] as const;
export type MatrixCell = CaseVerdict | 'absent';

export interface MatrixRow {
  readonly statement: string;
  /** The strictest of its cases'. */
  readonly level: CaseReport['level'];
  /** What the statement says, in our words. */
  readonly summary: string;
  /** The worst case for each column, in their order. */
  readonly cells: readonly MatrixCell[];
}
