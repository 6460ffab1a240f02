/** What went wrong, in terms of whom it concerns; decides the exit code in `cli/exit-codes`. */
export type ErrorKind = 'usage' | 'scenario' | 'unreachable' | 'environment' | 'internal';

/**
 * An error made for people: a sentence, a stable code, and a hint that says what to do.
 * Anything else that is thrown is a defect of mqtt-bench.
 */
export class BenchError extends Error {
  override readonly name = 'BenchError';
  readonly kind: ErrorKind;
  readonly code: string;
  readonly hint: string | undefined;

  constructor(
    kind: ErrorKind,
    code: string,
    message: string,
    options: { hint?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.code = code;
    this.hint = options.hint;
  }
}

/** The message of anything thrown, for a sentence of our own. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : error.name;
}
