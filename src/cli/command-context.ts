import type { ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';

/** What every command gets. */
export interface CommandContext {
  readonly io: Io;
  /** Arguments as typed. */
  readonly argv: readonly string[];
  /** Says how the process shall end; the last word counts. */
  readonly exit: (code: ExitCode) => void;
}
