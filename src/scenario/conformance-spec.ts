/** Which cases of the conformance suite, and how; what is absent does not restrict. */
export interface ConformanceSpec {
  /** Ids of cases or statements, `*` for any. */
  readonly cases?: readonly string[];
  readonly sections?: readonly string[];
  readonly levels?: readonly ConformanceLevel[];
  /** Words that title or id of a case contain. */
  readonly features?: readonly string[];
  /** How long an answer of the target may take, µs. */
  readonly answer: number;
  /** How many cases run at once. */
  readonly concurrency: number;
  /** Whether limits of the target are searched for; where absent, with the whole suite. */
  readonly limits?: boolean;
  /** Bytes of the largest packet that the search sends. */
  readonly largestPacket: number;
  /** A broken SHOULD fails as well. */
  readonly strict: boolean;
}

export type ConformanceLevel = 'MUST' | 'SHOULD' | 'MAY';
