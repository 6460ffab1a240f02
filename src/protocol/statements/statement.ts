import type { Clause } from '../clause.ts';

/** A normative statement of the specification. */
export interface Statement {
  readonly id: Clause;
  /** Number and title. */
  readonly section: string;
  /** The strongest keyword of the sentence; for sentences without one, how they are to be read. */
  readonly level: 'MUST' | 'MUST NOT' | 'SHOULD' | 'SHOULD NOT' | 'MAY';
  /** Whom it binds. */
  readonly role: 'client' | 'server' | 'both';
  readonly summary: string;
  /** What it takes to test a broker for it from outside. */
  readonly testable: 'wire' | 'needs-config' | 'needs-restart' | 'not-observable' | 'client-only';
  /** Misprints and doubts. */
  readonly note?: string;
}
