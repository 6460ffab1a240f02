/** Errors as plain data, so that they cross threads. */
import { BenchError, messageOf, type ErrorKind } from '../base/errors.ts';

/** `BenchError` fields survive the crossing. */
export interface ErrorData {
  readonly message: string;
  readonly stack: string | undefined;
  readonly bench:
    { readonly kind: ErrorKind; readonly code: string; readonly hint: string | undefined } | undefined;
}

export function errorData(error: unknown): ErrorData {
  const bench =
    error instanceof BenchError ? { kind: error.kind, code: error.code, hint: error.hint } : undefined;
  return { message: messageOf(error), stack: error instanceof Error ? error.stack : undefined, bench };
}

export function revive({ message, stack, bench }: ErrorData): Error {
  const error =
    bench === undefined
      ? new Error(message)
      : new BenchError(bench.kind, bench.code, message, bench.hint === undefined ? {} : { hint: bench.hint });
  if (stack !== undefined) error.stack = stack;
  return error;
}
