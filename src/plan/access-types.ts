/** The policy that the broker is supposed to enforce, as the plan has it. */
import type { Template } from '../scenario/template.ts';

/** Rules in order: the first that fits decides. */
export interface PlannedAccess {
  readonly rules: readonly PlannedAccessRule[];
  /** False: what no rule fits is unspecified. */
  readonly deniesEverythingElse: boolean;
}

export interface PlannedAccessRule {
  readonly effect: 'allow' | 'deny';
  /** Names of groups. */
  readonly groups: readonly string[];
  /** Patterns, in which `*` stands for any characters. */
  readonly clientId?: string;
  readonly username?: string;
  /** Topic Filters; beside the names of a client they may read `client.id` and `username`. */
  readonly publish: readonly Template[];
  readonly subscribe: readonly Template[];
}
