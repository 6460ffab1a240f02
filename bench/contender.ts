/** A contender: a command line that does a workload's work, mqtt-bench's own or a peer's. */

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Lines for its standard input, as long as it takes them. */
  readonly stdinLine?: string;
  /** Exit codes after which its figures count; 0 where absent. */
  readonly exitCodes?: readonly number[];
  /** Ends it after so long, as that is the only way it ends. */
  readonly stopAfterMs?: number;
}

export interface Contender {
  readonly name: string;
  readonly command: Command;
}

/** `unavailable` says why a peer is skipped. */
export type Offer = Contender | { readonly name: string; readonly unavailable: string };
