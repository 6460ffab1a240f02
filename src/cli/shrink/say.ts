import { printable } from '../../report/printable.ts';
import type { Io } from '../io.ts';
import type { ShrinkRequest } from './request.ts';

/** Tells how it goes, line by line, unless nobody wants to hear it. */
export function sayer({ run }: ShrinkRequest, io: Io): (line: string) => void {
  return (line) => {
    if (!run.quiet) io.err(`${printable(line)}\n`);
  };
}
