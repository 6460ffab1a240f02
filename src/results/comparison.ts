/**
 * The versioned model of a comparison: what `mqtt-bench compare` found between results of before and of now. `comparison.json` holds
 * it; `schema/comparison.schema.json` is its twin.
 */
import type { Verdict } from '../check/types.ts';
import type { MetricUnit } from '../metrics/read-metric.ts';
import type { CaseVerdict } from './conformance.ts';
import type { Envelope } from './envelope.ts';
import type { ProtocolName } from './model.ts';

export const COMPARISON_SCHEMA = 'mqtt-bench/comparison';
export const COMPARISON_VERSION = 1;

export const COMPARED_KINDS = ['runs', 'conformance'] as const;

export interface Comparison extends Envelope {
  readonly schema: typeof COMPARISON_SCHEMA;
  readonly version: typeof COMPARISON_VERSION;
  readonly of: (typeof COMPARED_KINDS)[number];
  /** Of all gates; `skipped` where there is none: nothing was to be judged. */
  readonly verdict: Verdict;
  readonly base: readonly ComparedResults[];
  readonly new: readonly ComparedResults[];
  /** Why a difference proves nothing: gates are inconclusive. */
  readonly obstacles: readonly string[];
  /** What else differs, or is worth knowing. */
  readonly notes: readonly string[];
  readonly gates: readonly GateResult[];
  /** Metrics by protocol version; empty for conformance. */
  readonly runs: readonly RunComparison[];
  /** Conformance cases whose verdict changed. */
  readonly cases: readonly CaseChange[];
}

/** One of the results that were compared. */
export interface ComparedResults {
  readonly file: string;
  readonly startedAt: string;
  readonly toolVersion: string;
  readonly target: string;
  readonly verdict: Verdict;
}

export interface RunComparison {
  readonly protocol: ProtocolName;
  /** One for each of the runs. */
  readonly baseVerdicts: readonly Verdict[];
  readonly newVerdicts: readonly Verdict[];
  readonly metrics: readonly MetricChange[];
  /** Promises whose verdict is another one now. */
  readonly promises: readonly PromiseChange[];
}

/** Values of several runs. With one run all three are the same, and nothing is known of the noise. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export const CHANGES = ['better', 'worse', 'same', 'within the noise', 'unclear'] as const;

export interface MetricChange {
  readonly metric: string;
  readonly unit: MetricUnit;
  /** Absent: nothing was measured on that side. */
  readonly base?: Spread;
  readonly new?: Spread;
  /** New median minus base median. */
  readonly difference?: number;
  /** That, as a part of the base; absent where the base is 0. */
  readonly relative?: number;
  /**
   * `unclear`: the runs cannot be compared, there are no repeats of both sides to know the noise by, nothing was measured on one
   * side, or neither direction is better.
   */
  readonly change: (typeof CHANGES)[number];
}

export interface PromiseChange {
  readonly id: string;
  readonly title: string;
  /** The worst of the runs; absent: it was not judged there. */
  readonly base?: Verdict;
  readonly new?: Verdict;
}

export interface GateResult {
  /** As written. */
  readonly text: string;
  readonly verdict: Verdict;
  readonly protocol?: ProtocolName;
  readonly explanation: string;
}

export const CASE_CHANGES = ['new failure', 'fixed', 'changed', 'not run'] as const;

export interface CaseChange {
  readonly id: string;
  readonly title: string;
  readonly kind: (typeof CASE_CHANGES)[number];
  /** The worst of the runs; absent: it did not run there. */
  readonly base?: CaseVerdict;
  readonly new?: CaseVerdict;
}
