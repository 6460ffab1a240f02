/** The policy a broker is supposed to enforce, as read. */
import type { Template } from './template.ts';

/** What the broker is supposed to enforce. The first rule that fits decides. */
export interface AccessSpec {
  readonly rules: readonly AccessRuleSpec[];
  /** False: what no rule fits is left open, and nothing about it is judged. */
  readonly deniesEverythingElse: boolean;
}

/** Whom a rule is about, and what. */
export interface AccessSubjectsSpec {
  readonly clients: readonly string[] | 'all';
  /** `*` stands for any characters. */
  readonly clientId?: string;
  readonly username?: string;
  readonly publish: readonly Template[];
  readonly subscribe: readonly Template[];
}

export interface AccessRuleSpec extends AccessSubjectsSpec {
  readonly effect: 'allow' | 'deny';
}
