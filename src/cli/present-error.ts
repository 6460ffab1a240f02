import { inspect } from 'node:util';
import { BenchError, messageOf } from '../base/errors.ts';
import { EXIT, exitCodeOfError } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';

export interface PresentedError {
  readonly text: string;
  readonly exitCode: ExitCode;
}

/** Anything thrown, for people: a sentence and a hint. `debug` adds the stack. */
export function presentError(error: unknown, debug: boolean): PresentedError {
  const stack = debug ? `${inspect(error)}\n` : '';
  if (error instanceof BenchError) {
    const hint = error.hint === undefined ? '' : `  hint: ${error.hint}\n`;
    return { text: `mqtt-bench: ${error.message}\n${hint}${stack}`, exitCode: exitCodeOfError(error.kind) };
  }
  const hint = debug ? '' : '  hint: this is a defect of mqtt-bench; MQTT_BENCH_DEBUG=1 shows where\n';
  return { text: `mqtt-bench: ${messageOf(error)}\n${hint}${stack}`, exitCode: EXIT.inconclusive };
}
