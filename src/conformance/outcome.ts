/**
 * How a case ends other than well. Each is thrown where it is found, and ends the case there:
 *
 *   Violation  the target broke the very statement of the case           -> fail, or warn below MUST
 *   Unmet      the case could not get as far as its question             -> inconclusive
 *   Skipped    the target lawfully lacks what the case needs             -> skipped
 *   Vacuous    nothing came that the statement speaks of                 -> vacuous
 */
import type { Clause } from '../protocol/clause.ts';

export interface ViolationFacts {
  /** What every conforming broker does: the set of legal outcomes in words. */
  readonly expected: string;
  readonly actual: string;
  /** True where the evidence is that something did not come in time, which a starved machine can feign. */
  readonly isLate?: boolean;
}

export class Violation extends Error {
  override readonly name = 'Violation';
  readonly facts: ViolationFacts;

  constructor(facts: ViolationFacts) {
    super(`expected ${facts.expected}; ${facts.actual}`);
    this.facts = facts;
  }
}

export class Unmet extends Error {
  override readonly name = 'Unmet';
}

export class Skipped extends Error {
  override readonly name = 'Skipped';
}

export class Vacuous extends Error {
  override readonly name = 'Vacuous';
}

/** A breach that a passive rule saw while the case did something else. */
export interface PassiveFinding {
  readonly clause: Clause;
  readonly expected: string;
  readonly actual: string;
  /** The case in whose course it was seen. */
  readonly caseId: string;
}
