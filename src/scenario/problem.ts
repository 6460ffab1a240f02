/** What can be wrong with a scenario. The codes are stable: people search for them and tools switch on them. */
export const PROBLEM_CODES = [
  'not-text',
  'file-too-large',
  'empty-file',
  'yaml-syntax',
  'yaml-tab',
  'yaml-tag',
  'yaml-alias',
  'yaml-several-documents',
  'too-deep',
  'too-many-nodes',
  'duplicate-key',
  'key-not-text',
  'unknown-key',
  'missing-key',
  'conflicting-keys',
  'wrong-type',
  'bad-value',
  'out-of-range',
  'bad-name',
  'reserved-name',
  'bad-template',
  'unknown-name',
  'name-not-here',
  'text-in-arithmetic',
  'division-by-zero',
  'missing-environment',
  'unknown-var',
  'bad-var',
  'unknown-group',
  'unknown-step',
  'too-many-steps',
  'too-many-clients',
  'too-many-flows',
  'bad-rows',
  'too-few-rows',
  'unknown-column',
  'bad-url',
  'bad-address',
  'invalid-topic-name',
  'invalid-topic-filter',
  'payload-too-small',
  'stamp-carrier',
  'unbounded-publish',
  'topics-alike',
  'duplicate-client-id',
  'invalid-client-id',
  'password-without-username',
  'version-feature',
  'engine-feature',
  'never-connected',
  'bad-threshold',
  'unknown-metric',
  'metric-units',
  'too-many-problems',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** A stretch of the text: `start … end-1`, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Problem {
  readonly code: ProblemCode;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units, as editors count. */
  readonly column: number;
  /** Characters to underline; at least 1. Never goes past the end of the line. */
  readonly length: number;
  readonly message: string;
  readonly hint?: string;
}
